package io.github.sqldatabricks.bridge.databricks.tables;

import io.github.sqldatabricks.bridge.airbyte.source.DatabricksType;
import io.github.sqldatabricks.bridge.airbyte.source.DatabricksType.Plain;
import io.github.sqldatabricks.bridge.model.ColumnType;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Types without parts, by the names of SQL and by those of Spark's JSON.
 *
 * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-datatypes">Data types</a>
 */
final class ScalarTypes {

    private static final Pattern DECIMAL =
            Pattern.compile("(?:decimal|dec|numeric)\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\)");
    /** Also with a length or a collation. */
    private static final Pattern TEXT = Pattern.compile("(?:string|char|character|varchar)\\b.*");

    private static final Map<String, ColumnType> PLAIN = Map.ofEntries(
            Map.entry("boolean", new ColumnType.Bool()),
            Map.entry("tinyint", new ColumnType.Int16()),
            Map.entry("byte", new ColumnType.Int16()),
            Map.entry("smallint", new ColumnType.Int16()),
            Map.entry("short", new ColumnType.Int16()),
            Map.entry("int", new ColumnType.Int32()),
            Map.entry("integer", new ColumnType.Int32()),
            Map.entry("bigint", new ColumnType.Int64()),
            Map.entry("long", new ColumnType.Int64()),
            Map.entry("float", new ColumnType.Float32()),
            Map.entry("real", new ColumnType.Float32()),
            Map.entry("double", new ColumnType.Float64()),
            Map.entry("decimal", new ColumnType.Decimal(10, 0)),
            Map.entry("dec", new ColumnType.Decimal(10, 0)),
            Map.entry("numeric", new ColumnType.Decimal(10, 0)),
            Map.entry("binary", new ColumnType.Bytes()),
            Map.entry("date", new ColumnType.Date()),
            Map.entry("timestamp", new ColumnType.Instant(ColumnType.MICROSECOND_DIGITS)),
            Map.entry("timestamp_ltz", new ColumnType.Instant(ColumnType.MICROSECOND_DIGITS)),
            Map.entry("timestamp_ntz", new ColumnType.LocalTimestamp(ColumnType.MICROSECOND_DIGITS)));

    private ScalarTypes() {}

    /** The type of that name; what is not known here, such as an interval, has a form as text only. */
    static DatabricksType of(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        ColumnType plain = PLAIN.get(lower);
        if (plain != null) {
            return new Plain(plain);
        }
        Matcher decimal = DECIMAL.matcher(lower);
        if (decimal.matches()) {
            int scale = decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2));
            return new Plain(new ColumnType.Decimal(Integer.parseInt(decimal.group(1)), scale));
        }
        if (TEXT.matcher(lower).matches()) {
            return new Plain(new ColumnType.Text());
        }
        return lower.equals("variant") ? new DatabricksType.Variant() : new DatabricksType.Textual(lower);
    }
}
