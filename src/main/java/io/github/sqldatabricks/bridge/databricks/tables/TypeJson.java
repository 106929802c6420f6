package io.github.sqldatabricks.bridge.databricks.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.airbyte.source.DatabricksType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a type as Spark writes it in JSON, such as {@code {"type":"array","elementType":"long","containsNull":true}}; other than
 * the text it is clear whatever characters the names of fields have.
 */
final class TypeJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private TypeJson() {}

    /**
     * The type of a column.
     *
     * @param typeJson the column as a field of a struct, or its type alone
     * @return empty when it is neither
     */
    static Optional<DatabricksType> parse(String typeJson) {
        try {
            JsonNode json = JSON.readTree(typeJson);
            JsonNode type = json.has("name") && json.has("type") ? json.get("type") : json;
            return type.isTextual() || type.isObject() ? Optional.of(type(type)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static DatabricksType type(JsonNode json) {
        if (json.isTextual()) {
            return ScalarTypes.of(json.textValue());
        }
        return switch (json.path("type").asText()) {
            case "array" -> new DatabricksType.ArrayOf(type(json.path("elementType")));
            case "map" -> new DatabricksType.MapOf(type(json.path("keyType")), type(json.path("valueType")));
            case "struct" -> new DatabricksType.StructOf(fields(json.path("fields")));
            case "udt" -> type(json.path("sqlType"));
            default -> new DatabricksType.Textual(json.toString());
        };
    }

    private static List<DatabricksType.Field> fields(JsonNode json) {
        List<DatabricksType.Field> fields = new ArrayList<>();
        json.forEach(
                field -> fields.add(new DatabricksType.Field(field.path("name").asText(), type(field.path("type")))));
        return fields;
    }
}
