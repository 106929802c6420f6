package io.github.sqldatabricks.bridge.airbyte.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.DataType;

/**
 * The JSON schemas of records. Decimals are numbers as long as every reader takes them exactly; Airbyte's documentation sets no bound,
 * but many readers, PyAirbyte among them, make doubles of numbers and long integers of whole ones. Longer decimals are text.
 *
 * @see <a href="https://docs.airbyte.com/understanding-airbyte/supported-data-types">Airbyte's types</a>
 */
public final class JsonSchemas {

    /** The field of a change that grows with each commit. */
    static final String COMMIT = "_ab_cdc_lsn";

    private static final String NULL = "null";
    private static final String PROPERTIES = "properties";

    /** As many digits survive the way into a double and back. */
    private static final int DIGITS_OF_DOUBLE = 15;
    /** As many digits always fit a 64-bit integer. */
    private static final int DIGITS_OF_LONG = 18;

    private JsonSchemas() {}

    /** One record of a table. */
    static ObjectNode record(TableDescription table) {
        ObjectNode schema = type("object");
        ObjectNode properties = schema.putObject(PROPERTIES);
        table.columns().forEach(column -> properties.set(column.name(), column(column)));
        return schema;
    }

    /** One record of a change data feed. */
    static ObjectNode changeRecord(TableDescription table) {
        ObjectNode schema = record(table);
        ObjectNode properties = (ObjectNode) schema.get(PROPERTIES);
        properties.set(COMMIT, nullable(type("integer")));
        properties.set("_ab_cdc_updated_at", nullable(instant()));
        properties.set("_ab_cdc_deleted_at", nullable(instant()));
        return schema;
    }

    /** The values of one column. */
    public static ObjectNode column(TableColumn column) {
        ObjectNode schema = isLongDecimal(column.type()) ? type("string") : of(column.type());
        if (column.nullable() || canBeUnwritable(column.type())) {
            nullable(schema);
        }
        column.comment().ifPresent(comment -> schema.put("description", comment));
        return schema;
    }

    /** Whether values have more digits than a JSON number keeps in all readers, so that they are text. */
    public static boolean isLongDecimal(DataType type) {
        return type instanceof ColumnType.Decimal decimal
                && decimal.precision() > (decimal.scale() > 0 ? DIGITS_OF_DOUBLE : DIGITS_OF_LONG);
    }

    /** NaN, the infinities and years of five digits, which Airbyte does not know, are read as null. */
    private static boolean canBeUnwritable(DataType type) {
        return type instanceof ColumnType flat
                && switch (flat.kind()) {
                    case FLOAT32, FLOAT64, DATE, LOCAL_TIMESTAMP, INSTANT -> true;
                    case BOOL, INT16, INT32, INT64, DECIMAL, TEXT, BYTES -> false;
                };
    }

    private static ObjectNode of(DataType type) {
        return switch (type.shape()) {
            case FLAT -> flat((ColumnType) type);
            case ARRAY -> type("array").set("items", nullable(of(((DataType.ArrayOf) type).element())));
            case MAP -> type("object").set("additionalProperties", nullable(of(((DataType.MapOf) type).value())));
            case STRUCT -> struct((DataType.StructOf) type);
            case VARIANT -> anything();
            case TEXT_ONLY -> type("string");
        };
    }

    private static ObjectNode struct(DataType.StructOf struct) {
        ObjectNode schema = type("object");
        ObjectNode properties = schema.putObject(PROPERTIES);
        struct.fields().forEach(field -> properties.set(field.name(), nullable(of(field.type()))));
        return schema;
    }

    private static ObjectNode anything() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.putArray("type")
                .add("object")
                .add("array")
                .add("string")
                .add("number")
                .add("boolean");
        return schema;
    }

    private static ObjectNode flat(ColumnType type) {
        return switch (type.kind()) {
            case BOOL -> type("boolean");
            case INT16, INT32, INT64 -> type("integer");
            case FLOAT32, FLOAT64 -> type("number");
            case DECIMAL -> type(((ColumnType.Decimal) type).scale() > 0 ? "number" : "integer");
            case TEXT -> type("string");
            case BYTES -> type("string").put("contentEncoding", "base64");
            case DATE -> type("string").put("format", "date");
            case LOCAL_TIMESTAMP ->
                type("string").put("format", "date-time").put("airbyte_type", "timestamp_without_timezone");
            case INSTANT -> instant();
        };
    }

    private static ObjectNode instant() {
        return type("string").put("format", "date-time").put("airbyte_type", "timestamp_with_timezone");
    }

    private static ObjectNode type(String name) {
        return JsonNodeFactory.instance.objectNode().put("type", name);
    }

    /** {@code "type": "string"} becomes {@code "type": ["null", "string"]}. */
    private static ObjectNode nullable(ObjectNode schema) {
        ArrayNode types = JsonNodeFactory.instance.arrayNode().add(NULL);
        if (schema.get("type") instanceof ArrayNode several) {
            types.addAll(several);
        } else {
            types.add(schema.get("type"));
        }
        return schema.set("type", types);
    }
}
