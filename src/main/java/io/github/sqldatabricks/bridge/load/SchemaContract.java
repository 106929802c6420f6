package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.load.DeltaTable.DeltaColumn;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may happen when the source's columns and the table's differ. Nothing is ever cast, dropped or left out without a word: what is not
 * allowed fails the load before it writes.
 */
public enum SchemaContract {
    /** The table follows: new columns, wider types, nulls where there were none. What the source has no more is NULL in new rows. */
    EVOLVE,
    /** Any difference fails the load. */
    FREEZE,
    /** New columns are not loaded; other differences fail the load. */
    DISCARD;

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

        /** A nullable column at the end. */
        record Add(String column, String type) implements Change {}

        /** A wider type that holds all values of the one before. */
        record Widen(String column, String type) implements Change {}

        /** Null is allowed from now on. */
        record AllowNull(String column) implements Change {}
    }

    /** The name of this contract in requests. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A column's type in Databricks' words and lower case. */
    public static String typeOf(Column column) {
        String name = column.type().kind().databricksName().toLowerCase(Locale.ROOT);
        return column.type() instanceof ColumnType.Decimal decimal
                ? name + "(" + decimal.precision() + "," + decimal.scale() + ")"
                : name;
    }

    /**
     * What must be changed before the load.
     *
     * @throws BridgeException.Conflict ({@code load-contract-broken}) naming every difference that is not allowed
     */
    List<Change> changes(LoadOrder order, DeltaTable table) {
        List<Change> changes = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        order.mode()
                .systemColumn()
                .filter(name -> table.column(name).isEmpty())
                .ifPresent(name -> changes.add(new Change.Add(name, "string")));
        for (Column column : order.schema().columns()) {
            table.column(column.name())
                    .ifPresentOrElse(
                            there -> compare(column, there, changes, refused), () -> missing(column, changes, refused));
        }
        table.columns().stream().filter(there -> isGone(order, there)).forEach(there -> gone(there, changes, refused));
        if (!refused.isEmpty()) {
            throw new BridgeException.Conflict(
                    ErrorCode.LOAD_CONTRACT_BROKEN,
                    "Expected the columns of " + order.target() + " by the contract " + text() + ", but "
                            + String.join("; ", refused)
                            + ". Nothing was loaded. Change the table or the query, or choose another contract.");
        }
        return changes;
    }

    /** Whether the load brings the column: what a contract discards is left out. */
    public boolean loads(Column column, DeltaTable table) {
        return this != DISCARD || table.column(column.name()).isPresent();
    }

    private void missing(Column column, List<Change> changes, List<String> refused) {
        if (this == EVOLVE) {
            changes.add(new Change.Add(column.name(), typeOf(column)));
        } else if (this == FREEZE) {
            refused.add("the table has no column '" + column.name() + "'");
        }
    }

    private void compare(Column column, DeltaColumn there, List<Change> changes, List<String> refused) {
        String type = typeOf(column);
        if (!type.equals(there.type()) && !holds(there.type(), type)) {
            if (this == EVOLVE && isWider(there.type(), type)) {
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
        if (this != EVOLVE) {
            refused.add("the source has no column '" + there.name() + "'");
        } else if (!there.nullable()) {
            allowNull(there, changes, refused);
        }
    }

    private void allowNull(DeltaColumn there, List<Change> changes, List<String> refused) {
        if (this == EVOLVE) {
            changes.add(new Change.AllowNull(there.name()));
        } else {
            refused.add("'" + there.name() + "' is NOT NULL in the table and can be null at the source");
        }
    }

    private static boolean isGone(LoadOrder order, DeltaColumn there) {
        return !there.name().equalsIgnoreCase(LoadMode.LOAD_ID)
                && !there.name().equalsIgnoreCase(LoadMode.SEQUENCE)
                && order.schema().find(there.name()).isEmpty();
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
