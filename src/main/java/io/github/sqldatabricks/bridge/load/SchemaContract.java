package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.load.DeltaTables.DeltaTable;
import io.github.sqldatabricks.bridge.load.DeltaTables.DeltaTable.DeltaColumn;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may happen when the source's columns and the table's differ. Nothing is ever cast, dropped or left out without a word: what is not
 * allowed fails the load before it writes.
 *
 * @param table whether a table that is missing is made; EVOLVE or FREEZE
 * @param columns what becomes of columns that only the source or only the table has
 * @param types whether types become wider, and null is allowed where it was not; EVOLVE or FREEZE
 */
public record SchemaContract(Rule table, Rule columns, Rule types) {

    /** What may happen to one kind of difference. */
    public enum Rule {
        /** The table follows. What the source has no more is NULL in new rows. */
        EVOLVE,
        /** A difference fails the load. */
        FREEZE,
        /** New columns are not loaded. A column that the source lost fails the load. */
        DISCARD;

        /** The name in requests. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The table follows in everything. */
    public static final SchemaContract EVOLVE = of(Rule.EVOLVE);

    private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d+),(\\d+)\\)");

    /** What each type may become, as Delta's type widening allows. */
    private static final Set<String> WIDER = Set.of(
            "tinyint>smallint",
            "tinyint>int",
            "tinyint>bigint",
            "smallint>int",
            "smallint>bigint",
            "int>bigint",
            "float>double",
            "tinyint>double",
            "smallint>double",
            "int>double",
            "date>timestamp_ntz");

    /** One change of a table's columns. */
    public sealed interface Change {
        String column();

        /** Whether the table is as after it. */
        boolean isIn(DeltaTable table);

        /** A nullable column at the end. */
        record Add(String column, String type) implements Change {
            @Override
            public boolean isIn(DeltaTable table) {
                return table.column(column)
                        .filter(its -> its.type().equals(type))
                        .isPresent();
            }
        }

        /** A wider type that holds all values of the one before. */
        record Widen(String column, String type) implements Change {
            @Override
            public boolean isIn(DeltaTable table) {
                return table.column(column)
                        .filter(its -> its.type().equals(type))
                        .isPresent();
            }
        }

        /** Null is allowed from now on. */
        record AllowNull(String column) implements Change {
            @Override
            public boolean isIn(DeltaTable table) {
                return table.column(column).filter(DeltaColumn::nullable).isPresent();
            }
        }
    }

    /** @throws BridgeException.InvalidRequest when a table or a type is to be discarded */
    public SchemaContract {
        if (table == Rule.DISCARD || types == Rule.DISCARD) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_LOAD,
                    "Expected evolve or freeze for table and types of a contract, but got discard, which only columns can be.");
        }
    }

    /** One rule for columns, and for types, of which none is ever discarded; a table that is missing is made. */
    public static SchemaContract of(Rule rule) {
        return new SchemaContract(Rule.EVOLVE, rule, rule == Rule.EVOLVE ? rule : Rule.FREEZE);
    }

    /** The name of this contract in requests; the three rules when no single one says it. */
    public String text() {
        return equals(of(columns)) ? columns.text() : table.text() + "/" + columns.text() + "/" + types.text();
    }

    /** @throws BridgeException.Conflict ({@code load-contract-broken}) when the table, which is missing, may not be made */
    public void requireMaking(LoadSettings settings) {
        if (table == Rule.FREEZE) {
            throw broken(settings, List.of("there is no such table"));
        }
    }

    /** A column's type in Databricks' words and lower case. */
    public static String typeOf(Column column) {
        String name = column.type().kind().databricksName().toLowerCase(Locale.ROOT);
        return column.type() instanceof ColumnType.Decimal decimal
                ? name + "(" + decimal.precision() + "," + decimal.scale() + ")"
                : name;
    }

    /** {@link #changes(LoadSettings, RowSchema, DeltaTable)} for an order. */
    List<Change> changes(LoadOrder order, DeltaTable there) {
        return changes(order.settings(), order.schema(), there);
    }

    /**
     * What must be changed before the load.
     *
     * @param schema of the rows that come
     * @throws BridgeException.Conflict ({@code load-contract-broken}) naming every difference that is not allowed
     */
    public List<Change> changes(LoadSettings settings, RowSchema schema, DeltaTable there) {
        List<Change> changes = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        settings.mode()
                .systemColumn()
                .filter(name -> there.column(name).isEmpty())
                .ifPresent(name -> changes.add(new Change.Add(name, "string")));
        for (Column column : schema.columns()) {
            there.column(column.name())
                    .ifPresentOrElse(
                            its -> compare(column, its, changes, refused),
                            () -> missing(settings, column, changes, refused));
        }
        there.columns().stream().filter(its -> isGone(schema, its)).forEach(its -> gone(its, changes, refused));
        if (!refused.isEmpty()) {
            throw broken(settings, refused);
        }
        return changes;
    }

    private BridgeException broken(LoadSettings settings, List<String> refused) {
        return new BridgeException.Conflict(
                ErrorCode.LOAD_CONTRACT_BROKEN,
                "Expected the columns of " + settings.target() + " by the contract " + text() + ", but "
                        + String.join("; ", refused)
                        + ". Nothing was loaded. Change the table or the query, or choose another contract.");
    }

    /** Whether the load brings the column: what a contract discards is left out. */
    public boolean loads(Column column, DeltaTable there) {
        return columns != Rule.DISCARD || there.column(column.name()).isPresent();
    }

    private void missing(LoadSettings settings, Column column, List<Change> changes, List<String> refused) {
        if (columns == Rule.EVOLVE) {
            changes.add(new Change.Add(column.name(), typeOf(column)));
        } else if (columns == Rule.FREEZE) {
            refused.add("the table has no column '" + column.name() + "'");
        } else if (isNeeded(settings, column)) {
            refused.add("the table has no column '" + column.name() + "', which mode "
                    + settings.mode().text() + " needs");
        }
    }

    private void compare(Column column, DeltaColumn there, List<Change> changes, List<String> refused) {
        String type = typeOf(column);
        if (!type.equals(there.type()) && !holds(there.type(), type)) {
            if (types == Rule.EVOLVE && isWider(there.type(), type)) {
                changes.add(new Change.Widen(there.name(), type));
            } else {
                refused.add(
                        "'" + there.name() + "' is " + there.type() + " in the table and " + type + " at the source");
            }
        }
        if (column.nullable() && !there.nullable()) {
            allowNull(there, changes, refused);
        }
    }

    private void gone(DeltaColumn there, List<Change> changes, List<String> refused) {
        if (columns != Rule.EVOLVE) {
            refused.add("the source has no column '" + there.name() + "'");
        } else if (!there.nullable()) {
            allowNull(there, changes, refused);
        }
    }

    private void allowNull(DeltaColumn there, List<Change> changes, List<String> refused) {
        if (types == Rule.EVOLVE) {
            changes.add(new Change.AllowNull(there.name()));
        } else {
            refused.add("'" + there.name() + "' is NOT NULL in the table and can be null at the source");
        }
    }

    private static boolean isNeeded(LoadSettings settings, Column column) {
        String name = column.name().toLowerCase(Locale.ROOT);
        return settings.mode().neededColumns().stream()
                .anyMatch(needed -> needed.toLowerCase(Locale.ROOT).equals(name));
    }

    private static boolean isGone(RowSchema schema, DeltaColumn there) {
        return !there.name().equalsIgnoreCase(LoadMode.LOAD_ID)
                && !there.name().equalsIgnoreCase(LoadMode.SEQUENCE)
                && schema.find(there.name()).isEmpty();
    }

    /** Whether the table's type takes every value of the source's as it is. */
    private static boolean holds(String table, String source) {
        return isWider(source, table);
    }

    private static boolean isWider(String from, String to) {
        Matcher narrow = DECIMAL.matcher(from);
        Matcher wide = DECIMAL.matcher(to);
        if (narrow.matches() && wide.matches()) {
            int scale = Integer.parseInt(wide.group(2)) - Integer.parseInt(narrow.group(2));
            int whole = Integer.parseInt(wide.group(1)) - Integer.parseInt(narrow.group(1)) - scale;
            return scale >= 0 && whole >= 0;
        }
        return WIDER.contains(from + ">" + to);
    }
}
