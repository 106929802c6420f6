package io.github.sqldatabricks.bridge.abuse;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An endpoint as the OpenAPI document has it.
 *
 * @param method such as {@code GET}
 * @param path with its parameters in braces
 * @param parameters of the path, the query and the headers
 * @param fields type by name of the body's fields; the type is empty for those that take anything
 */
record Operation(String method, String path, List<Parameter> parameters, Map<String, String> fields) {

    /** A parameter and where it stands: {@code path}, {@code query} or {@code header}. */
    record Parameter(String name, String in) {}

    static Operation of(String method, String path, Map<String, Object> described, Map<String, Object> schemas) {
        List<Parameter> parameters = maps(described.get("parameters")).stream()
                .map(parameter -> new Parameter((String) parameter.get("name"), (String) parameter.get("in")))
                .toList();
        return new Operation(method, path, parameters, fields(described, schemas));
    }

    private static Map<String, String> fields(Map<String, Object> described, Map<String, Object> schemas) {
        Map<String, String> fields = new TreeMap<>();
        Object reference = at(described, "requestBody", "content", "application/json", "schema", "$ref");
        if (reference instanceof String text) {
            String schema = text.substring(text.lastIndexOf('/') + 1);
            map(at(schemas, schema, "properties")).forEach((name, field) -> fields.put(name, type(field)));
        }
        return fields;
    }

    private static String type(Object field) {
        Map<String, Object> described = map(field);
        if (described.get("$ref") instanceof String reference) {
            return reference.endsWith("/Instant") ? "string" : "";
        }
        Object type = described.get("type");
        return type instanceof List<?> several ? String.valueOf(several.get(0)) : type == null ? "" : type.toString();
    }

    private static Object at(Object from, String... steps) {
        Object found = from;
        for (String step : steps) {
            found = map(found).get(step);
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value instanceof Map ? (Map<String, Object>) value : Map.of();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Object value) {
        return value instanceof List ? (List<Map<String, Object>>) value : List.of();
    }

    /** The path of something that is not there. */
    String anyPath() {
        return path.replaceAll("\\{[^}]*}", "x");
    }

    /** As in tables: {@code GET /jobs/{id}}. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
