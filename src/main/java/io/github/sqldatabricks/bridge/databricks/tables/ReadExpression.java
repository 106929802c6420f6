package io.github.sqldatabricks.bridge.databricks.tables;

import io.github.sqldatabricks.bridge.airbyte.source.TableDescription.DatabricksType;
import io.github.sqldatabricks.bridge.airbyte.source.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.databricks.ExactColumns;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A column of a result and the expression that reads it: nested values and variants as JSON text, what has no other form as
 * text, the rest as {@link ExactColumns} says.
 */
record ReadExpression(Column column, String sql) {

    /** Without these, fields that are null vanish and microseconds are cut to milliseconds. */
    private static final String OPTIONS = "map('ignoreNullFields', 'false',"
            + " 'timestampFormat', \"yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX\","
            + " 'timestampNTZFormat', \"yyyy-MM-dd'T'HH:mm:ss.SSSSSS\")";

    /** They can't be cast to text. */
    private static final Pattern GEOSPATIAL = Pattern.compile("geo(graphy|metry)\\b.*");

    static ReadExpression of(TableColumn column) {
        String value = UnityTable.quote(column.name());
        DatabricksType type = column.type();
        if (type instanceof DatabricksType.Plain plain) {
            return of(column, plain.type(), ExactColumns.expression(plain.type(), value));
        }
        String text = type instanceof DatabricksType.Textual textual ? text(textual, value) : json(type, value);
        return of(column, new ColumnType.Text(), text);
    }

    private static String text(DatabricksType.Textual type, String value) {
        return GEOSPATIAL.matcher(type.name()).matches() ? "st_asewkt(" + value + ")" : "CAST(" + value + " AS STRING)";
    }

    private static ReadExpression of(TableColumn column, ColumnType type, String sql) {
        return new ReadExpression(
                new Column(column.name(), type, column.nullable(), column.type().toString()), sql);
    }

    /**
     * A nested value as JSON text.
     *
     * @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/functions/to_json">to_json</a>
     */
    static String json(DatabricksType type, String value) {
        return type instanceof DatabricksType.Variant
                ? "to_json(" + value + ")"
                : "to_json(" + withTextKeys(type, value, 0) + ", " + OPTIONS + ")";
    }

    /**
     * Spark names a key of a JSON object by its inner form: days and microseconds for dates and times, an address for bytes. Such
     * keys become text first, however deep they are.
     */
    private static String withTextKeys(DatabricksType type, String value, int depth) {
        if (!hasOddKeys(type)) {
            return value;
        }
        String inner = "v" + depth;
        if (type instanceof DatabricksType.ArrayOf array) {
            return "transform(" + value + ", " + inner + " -> " + withTextKeys(array.element(), inner, depth + 1) + ")";
        }
        if (type instanceof DatabricksType.MapOf map) {
            String key = "k" + depth;
            String arguments = "(" + key + ", " + inner + ") -> ";
            String values = hasOddKeys(map.value())
                    ? "transform_values(" + value + ", " + arguments + withTextKeys(map.value(), inner, depth + 1) + ")"
                    : value;
            return "transform_keys(" + values + ", " + arguments + keyText(map.key(), key) + ")";
        }
        return struct((DatabricksType.StructOf) type, value, depth);
    }

    private static String struct(DatabricksType.StructOf struct, String value, int depth) {
        String fields = struct.fields().stream()
                .map(field -> literal(field.name()) + ", "
                        + withTextKeys(field.type(), value + "." + UnityTable.quote(field.name()), depth + 1))
                .collect(Collectors.joining(", "));
        return "if(" + value + " IS NULL, NULL, named_struct(" + fields + "))";
    }

    private static String keyText(DatabricksType type, String key) {
        boolean bytes = type instanceof DatabricksType.Plain plain && plain.type() instanceof ColumnType.Bytes;
        return bytes ? "base64(" + key + ")" : "CAST(" + key + " AS STRING)";
    }

    private static boolean hasOddKeys(DatabricksType type) {
        if (type instanceof DatabricksType.ArrayOf array) {
            return hasOddKeys(array.element());
        }
        if (type instanceof DatabricksType.MapOf map) {
            return isOdd(map.key()) || hasOddKeys(map.value());
        }
        return type instanceof DatabricksType.StructOf struct
                && struct.fields().stream().anyMatch(field -> hasOddKeys(field.type()));
    }

    private static boolean isOdd(DatabricksType key) {
        return !(key instanceof DatabricksType.Plain plain)
                || plain.type() instanceof ColumnType.Bytes
                || plain.type() instanceof ColumnType.Date
                || plain.type() instanceof ColumnType.LocalTimestamp
                || plain.type() instanceof ColumnType.Instant;
    }

    /** @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/data-types/string-type">String literals</a> */
    static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
