package io.github.sqldatabricks.bridge.databricks.source;

import io.github.sqldatabricks.bridge.databricks.ExactColumns;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column of a Databricks table, and the expression that reads it. Days and microseconds come as numbers, because the
 * driver's dates and timestamps pass through the JVM's time zone; nested values come as JSON, intervals as text.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-datatypes">Data types</a>
 */
record SourceColumn(Column column, String expression) {

    private static final int MICROSECONDS = 6;
    private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\(\\s*(\\d+)\\s*,\\s*(\\d+)\\s*\\)");
    private static final Map<String, ColumnType> AS_IT_IS = Map.of(
            "BOOLEAN", new ColumnType.Bool(),
            "TINYINT", new ColumnType.Int16(),
            "SMALLINT", new ColumnType.Int16(),
            "INT", new ColumnType.Int32(),
            "BIGINT", new ColumnType.Int64(),
            "FLOAT", new ColumnType.Float32(),
            "DOUBLE", new ColumnType.Float64(),
            "STRING", new ColumnType.Text(),
            "BINARY", new ColumnType.Bytes());
    private static final Map<String, ColumnType> CONVERTED = Map.of(
            "DATE", new ColumnType.Date(),
            "TIMESTAMP", new ColumnType.Instant(MICROSECONDS),
            "TIMESTAMP_NTZ", new ColumnType.LocalTimestamp(MICROSECONDS));

    /**
     * The column of that name and type.
     *
     * @param type as the warehouse spells it, such as {@code DECIMAL(18,2)} or {@code ARRAY<STRING>}
     * @throws BridgeException.RemotePermanent ({@code source-type-refused}) when its values have no form here
     */
    static SourceColumn of(String name, String type) {
        String upper = type.toUpperCase(Locale.ROOT).strip();
        String quoted = UnityTable.quote(name);
        ColumnType plain = AS_IT_IS.get(upper);
        if (plain != null) {
            return new SourceColumn(new Column(name, plain, true, type), quoted);
        }
        Matcher decimal = DECIMAL.matcher(upper);
        if (decimal.matches()) {
            ColumnType exact =
                    new ColumnType.Decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
            return new SourceColumn(new Column(name, exact, true, type), quoted);
        }
        return converted(name, quoted, type, upper);
    }

    private static SourceColumn converted(String name, String quoted, String type, String upper) {
        ColumnType converted = CONVERTED.get(upper);
        return converted == null
                ? text(name, quoted, type, upper)
                : new SourceColumn(new Column(name, converted, true, type), ExactColumns.expression(converted, quoted));
    }

    private static SourceColumn text(String name, String quoted, String type, String upper) {
        Column column = new Column(name, new ColumnType.Text(), true, type);
        if (upper.startsWith("ARRAY")
                || upper.startsWith("MAP")
                || upper.startsWith("STRUCT")
                || upper.equals("VARIANT")) {
            return new SourceColumn(column, "to_json(" + quoted + ")");
        }
        if (upper.startsWith("INTERVAL")
                || upper.startsWith("STRING")
                || upper.startsWith("CHAR")
                || upper.startsWith("VARCHAR")) {
            return new SourceColumn(column, "CAST(" + quoted + " AS STRING)");
        }
        throw new BridgeException.RemotePermanent(
                "source-type-refused",
                "Column '" + name + "' of the source has the type " + type
                        + ", which SQL Server has no form for. Leave it out, or cast it in a view.");
    }
}
