package io.github.sqldatabricks.bridge.databricks.tables;

import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.databricks.ExactColumns;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.DataType;
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
        DataType type = column.type();
        return switch (type.shape()) {
            case FLAT -> of(column, (ColumnType) type, ExactColumns.expression((ColumnType) type, value));
            case TEXT_ONLY -> of(column, new ColumnType.Text(), text((DataType.TextOnly) type, value));
            case ARRAY, MAP, STRUCT, VARIANT -> of(column, new ColumnType.Text(), json(type, value));
        };
    }

    private static String text(DataType.TextOnly type, String value) {
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
    static String json(DataType type, String value) {
        return type.shape() == DataType.Shape.VARIANT
                ? "to_json(" + value + ")"
                : "to_json(" + withTextKeys(type, value, 0) + ", " + OPTIONS + ")";
    }

    /**
     * Spark names a key of a JSON object by its inner form: days and microseconds for dates and times, an address for bytes. Such
     * keys become text first, however deep they are.
     */
    private static String withTextKeys(DataType type, String value, int depth) {
        if (!hasOddKeys(type)) {
            return value;
        }
        return switch (type.shape()) {
            case ARRAY -> array((DataType.ArrayOf) type, value, depth);
            case MAP -> map((DataType.MapOf) type, value, depth);
            case STRUCT -> struct((DataType.StructOf) type, value, depth);
            case FLAT, VARIANT, TEXT_ONLY -> value;
        };
    }

    private static String array(DataType.ArrayOf array, String value, int depth) {
        String inner = "v" + depth;
        return "transform(" + value + ", " + inner + " -> " + withTextKeys(array.element(), inner, depth + 1) + ")";
    }

    private static String map(DataType.MapOf map, String value, int depth) {
        String inner = "v" + depth;
        String key = "k" + depth;
        String arguments = "(" + key + ", " + inner + ") -> ";
        String values = hasOddKeys(map.value())
                ? "transform_values(" + value + ", " + arguments + withTextKeys(map.value(), inner, depth + 1) + ")"
                : value;
        return "transform_keys(" + values + ", " + arguments + keyText(map.key(), key) + ")";
    }

    private static String struct(DataType.StructOf struct, String value, int depth) {
        String fields = struct.fields().stream()
                .map(field -> literal(field.name()) + ", "
                        + withTextKeys(field.type(), value + "." + UnityTable.quote(field.name()), depth + 1))
                .collect(Collectors.joining(", "));
        return "if(" + value + " IS NULL, NULL, named_struct(" + fields + "))";
    }

    private static String keyText(DataType type, String key) {
        boolean bytes = type.equals(new ColumnType.Bytes());
        return bytes ? "base64(" + key + ")" : "CAST(" + key + " AS STRING)";
    }

    private static boolean hasOddKeys(DataType type) {
        return switch (type.shape()) {
            case ARRAY -> hasOddKeys(((DataType.ArrayOf) type).element());
            case MAP -> isOdd(((DataType.MapOf) type).key()) || hasOddKeys(((DataType.MapOf) type).value());
            case STRUCT -> ((DataType.StructOf) type).fields().stream().anyMatch(field -> hasOddKeys(field.type()));
            case FLAT, VARIANT, TEXT_ONLY -> false;
        };
    }

    private static boolean isOdd(DataType key) {
        return !(key instanceof ColumnType flat)
                || switch (flat.kind()) {
                    case BYTES, DATE, LOCAL_TIMESTAMP, INSTANT -> true;
                    case BOOL, INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, TEXT -> false;
                };
    }

    /** @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/data-types/string-type">String literals</a> */
    static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
