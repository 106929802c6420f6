package io.github.sqldatabricks.bridge.databricks.source;

import io.github.sqldatabricks.bridge.databricks.ExactColumns;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column of a Databricks table, and in which form its values come. Days and microseconds come as numbers, because the
 * driver's dates and timestamps pass through the JVM's time zone; nested values come as JSON, intervals as text.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-datatypes">Data types</a>
 */
public record SourceColumn(Column column, Form form) {

    /** How a value is selected. */
    public enum Form {
        /** As the column's type is. */
        PLAIN,
        /** As JSON text. */
        JSON,
        /** Cast to text. */
        TEXT
    }

    private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\(\\s*(\\d+)\\s*,\\s*(\\d+)\\s*\\)");
    private static final Map<String, ColumnType> PLAIN = Map.ofEntries(
            Map.entry("BOOLEAN", new ColumnType.Bool()),
            Map.entry("TINYINT", new ColumnType.Int16()),
            Map.entry("SMALLINT", new ColumnType.Int16()),
            Map.entry("INT", new ColumnType.Int32()),
            Map.entry("BIGINT", new ColumnType.Int64()),
            Map.entry("FLOAT", new ColumnType.Float32()),
            Map.entry("DOUBLE", new ColumnType.Float64()),
            Map.entry("STRING", new ColumnType.Text()),
            Map.entry("BINARY", new ColumnType.Bytes()),
            Map.entry("DATE", new ColumnType.Date()),
            Map.entry("TIMESTAMP", new ColumnType.Instant(ColumnType.MICROSECOND_DIGITS)),
            Map.entry("TIMESTAMP_NTZ", new ColumnType.LocalTimestamp(ColumnType.MICROSECOND_DIGITS)));
    private static final List<String> CAST = List.of("INTERVAL", "STRING", "CHAR", "VARCHAR");

    /**
     * The column of that name and type.
     *
     * @param type as the warehouse spells it, such as {@code DECIMAL(18,2)} or {@code ARRAY<STRING>}
     * @throws BridgeException.RemotePermanent ({@code source-type-refused}) when its values have no form here
     */
    public static SourceColumn of(String name, String type) {
        String upper = type.toUpperCase(Locale.ROOT).strip();
        ColumnType plain = PLAIN.get(upper);
        if (plain != null) {
            return new SourceColumn(new Column(name, plain, true, type), Form.PLAIN);
        }
        Matcher decimal = DECIMAL.matcher(upper);
        if (decimal.matches()) {
            ColumnType exact =
                    new ColumnType.Decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
            return new SourceColumn(new Column(name, exact, true, type), Form.PLAIN);
        }
        return text(name, type, upper);
    }

    /**
     * The columns of a table that are wanted, in its order.
     *
     * @param described type by name of all columns, as {@link #of} takes them
     * @param wanted case ignored; empty for all
     * @throws BridgeException.RemotePermanent when one is not there ({@code columns-do-not-match}), or its type has no form
     *     ({@code source-type-refused})
     */
    public static List<SourceColumn> selected(UnityTable table, Map<String, String> described, List<String> wanted) {
        wanted.forEach(name -> requireThere(table, described, name));
        List<SourceColumn> columns = new ArrayList<>();
        described.forEach((name, type) -> {
            if (wanted.isEmpty() || wanted.stream().anyMatch(name::equalsIgnoreCase)) {
                columns.add(of(name, type));
            }
        });
        return columns;
    }

    private static void requireThere(UnityTable table, Map<String, String> described, String name) {
        if (described.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.COLUMNS_DO_NOT_MATCH,
                    "Key column '" + name + "' is not in " + table + ". Nothing was changed.");
        }
    }

    private static SourceColumn text(String name, String type, String upper) {
        Column column = new Column(name, new ColumnType.Text(), true, type);
        if (column.isNested()) {
            return new SourceColumn(column, Form.JSON);
        }
        if (CAST.stream().anyMatch(upper::startsWith)) {
            return new SourceColumn(column, Form.TEXT);
        }
        throw new BridgeException.RemotePermanent(
                ErrorCode.SOURCE_TYPE_REFUSED,
                "Column '" + name + "' of the source has the type " + type
                        + ", which SQL Server has no form for. Leave it out, or cast it in a view.");
    }

    /** The expression that selects it in a session whose zone is UTC. */
    String expression() {
        String quoted = UnityTable.quote(column.name());
        return switch (form) {
            case PLAIN -> ExactColumns.expression(column.type(), quoted);
            case JSON -> "to_json(" + quoted + ")";
            case TEXT -> "CAST(" + quoted + " AS STRING)";
        };
    }
}
