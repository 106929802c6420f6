package io.github.sqldatabricks.bridge.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a request or a template says of a load: fields with placeholders, not all of which need be there. A request's fields win over those
 * of the template, and those for one query over those for all. Immutable.
 */
public final class LoadSpec {

    /** Says nothing. */
    public static final LoadSpec NONE = new LoadSpec(JsonNodeFactory.instance.objectNode());

    private static final String QUERIES = "queries";
    /** They mean something for one mode only, so that another mode takes them away. */
    private static final List<String> OF_MODE = List.of("keys", "newest_by", "period", "slices");

    private static final Map<String, Shape> FIELDS = new TreeMap<>(Map.ofEntries(
            Map.entry("target", Shape.TEXT),
            Map.entry("mode", Shape.TEXT),
            Map.entry("keys", Shape.TEXTS),
            Map.entry("newest_by", Shape.TEXT),
            Map.entry("period.column", Shape.TEXT),
            Map.entry("period.from", Shape.SCALAR),
            Map.entry("period.to", Shape.SCALAR),
            Map.entry("slices.column", Shape.TEXT),
            Map.entry("slices.values", Shape.SCALARS),
            Map.entry("contract", Shape.TEXT),
            Map.entry("contract.table", Shape.TEXT),
            Map.entry("contract.columns", Shape.TEXT),
            Map.entry("contract.types", Shape.TEXT),
            Map.entry("limits.deleted_rows", Shape.NUMBER),
            Map.entry("limits.deleted_percent", Shape.NUMBER),
            Map.entry("limits.shrink_percent", Shape.NUMBER),
            Map.entry("comment", Shape.TEXT),
            Map.entry("column_comments", Shape.TEXT_BY_NAME),
            Map.entry("properties", Shape.TEXT_BY_NAME),
            Map.entry("cluster_by", Shape.TEXTS)));

    private final ObjectNode fields;

    private LoadSpec(ObjectNode fields) {
        this.fields = fields;
    }

    /**
     * The fields of a JSON object.
     *
     * @throws BridgeException.InvalidRequest ({@code invalid-load}) when it is none, or a field is not known or of another form
     */
    public static LoadSpec of(JsonNode json) {
        if (!json.isObject()) {
            throw invalid("Expected load to be an object with a target and a mode.");
        }
        ObjectNode fields = json.deepCopy();
        JsonNode queries = fields.path(QUERIES);
        requireFields("", fields.deepCopy().without(QUERIES));
        if (!queries.isMissingNode() && !queries.isObject()) {
            throw invalid("Expected load.queries to be an object with the fields of each query by its name.");
        }
        queries.properties().forEach(query -> {
            new QueryName(query.getKey());
            of(requireObject(query.getValue()));
        });
        return new LoadSpec(fields);
    }

    private static JsonNode requireObject(JsonNode fields) {
        if (!fields.isObject() || fields.has(QUERIES)) {
            throw invalid("Expected each of load.queries to be an object with fields such as mode and keys.");
        }
        return fields;
    }

    /**
     * The same fields as text, as templates and the command line have them: {@code keys} is {@code id, line}, {@code period} is {@code
     * order_date 2026-01-01 2026-02-01}, {@code slices} is {@code region north, south}, and a field of a group is {@code
     * limits.shrink_percent}.
     *
     * @throws BridgeException.InvalidRequest as {@link #of}
     */
    public static LoadSpec ofText(Map<String, String> texts) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        texts.forEach((name, text) -> put(fields, name, text.strip()));
        return of(fields);
    }

    private static void put(ObjectNode fields, String name, String text) {
        int dot = name.indexOf('.');
        String group = dot < 0 ? name : name.substring(0, dot);
        Shape shape = FIELDS.getOrDefault(name, FIELDS.getOrDefault(group, Shape.TEXT));
        if (dot < 0 && (name.equals("period") || name.equals("slices"))) {
            putGroup(fields.putObject(name), name.equals("period"), text);
        } else if (dot < 0) {
            fields.set(name, shape.read(text));
        } else {
            JsonNode value = shape == Shape.TEXT_BY_NAME ? Shape.TEXT.read(text) : shape.read(text);
            fields.withObjectProperty(group).set(name.substring(dot + 1), value);
        }
    }

    private static void putGroup(ObjectNode group, boolean period, String text) {
        String[] words = text.split("\\s+", period ? -1 : 2);
        group.put("column", words[0]);
        if (!period) {
            group.set("values", Shape.SCALARS.read(words.length > 1 ? words[1] : ""));
        } else if (words.length == 3) {
            group.put("from", words[1]).put("to", words[2]);
        } else {
            throw invalid("Expected period to be a column, the first value and the first one behind, but got "
                    + QuotedInput.of(text) + ".");
        }
    }

    private static void requireFields(String prefix, ObjectNode fields) {
        fields.properties().forEach(field -> {
            String name = prefix + field.getKey();
            JsonNode value = field.getValue();
            boolean group = FIELDS.keySet().stream().anyMatch(known -> known.startsWith(name + "."));
            if (value instanceof ObjectNode object && group) {
                requireFields(name + ".", object);
            } else if (!group && !FIELDS.containsKey(name)) {
                throw invalid("Expected fields of a load, which are " + FIELDS.keySet() + ", but got "
                        + QuotedInput.of(name) + ".");
            } else if (!FIELDS.containsKey(name) || !FIELDS.get(name).fits.test(value)) {
                throw invalid("Expected load." + name + " to be "
                        + (FIELDS.containsKey(name) ? FIELDS.get(name).expected : "an object") + ".");
            }
        });
    }

    /** The fields, for {@link #of}. */
    public JsonNode json() {
        return fields.deepCopy();
    }

    /** The names of the queries that have fields of their own. */
    public Set<String> queries() {
        Map<String, JsonNode> own = new TreeMap<>();
        fields.path(QUERIES).properties().forEach(query -> own.put(query.getKey(), query.getValue()));
        return own.keySet();
    }

    /** What holds for a query whose template says {@code defaults}. */
    public LoadSpec forQuery(QueryName query, LoadSpec defaults) {
        ObjectNode merged = defaults.fields.deepCopy();
        put(merged, fields.deepCopy().without(QUERIES));
        JsonNode own = fields.path(QUERIES).path(query.value());
        put(merged, own instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode());
        return new LoadSpec(merged);
    }

    private static void put(ObjectNode merged, ObjectNode winning) {
        if (winning.has("mode") && !winning.get("mode").equals(merged.get("mode"))) {
            merged.remove(OF_MODE);
        }
        merged.setAll(winning.deepCopy());
    }

    /** What it says of one query of the request, without what concerns others; its own fields stay apart from those for all. */
    public LoadSpec only(QueryName query) {
        ObjectNode kept = fields.deepCopy().without(QUERIES);
        JsonNode own = fields.path(QUERIES).path(query.value());
        if (!own.isEmpty()) {
            kept.withObjectProperty(QUERIES).set(query.value(), own.deepCopy());
        }
        return new LoadSpec(kept);
    }

    /** Whether it says into which table. */
    public boolean hasTarget() {
        return fields.has("target");
    }

    /**
     * The settings.
     *
     * @param names the values of the placeholders in the target: {@code {country}} and {@code {query}}
     * @param values those in the values of slices and periods; empty for a name that is not known
     * @throws BridgeException.InvalidRequest ({@code invalid-load}) when a field is missing, wrong, or of another mode
     */
    public LoadSettings settings(Map<String, String> names, Function<String, Optional<String>> values) {
        return new LoadSpecReader(fields, names, values).settings();
    }

    static BridgeException invalid(String message) {
        return new BridgeException.InvalidRequest(ErrorCode.INVALID_LOAD, message);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LoadSpec spec && spec.fields.equals(fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    /** For people. */
    @Override
    public String toString() {
        return fields.toString();
    }

    /** What a field's value looks like. */
    private enum Shape {
        TEXT(
                "a text that is not empty",
                value -> value.isTextual() && !value.textValue().isBlank()),
        TEXTS("a list of texts", value -> value.isArray() && all(value, TEXT)),
        SCALAR("a text, a number, true or false", value -> value.isTextual() || value.isNumber() || value.isBoolean()),
        SCALARS(
                "a list of texts, numbers, true, false or null",
                value -> value.isArray() && all(value, element -> element.isNull() || SCALAR.fits.test(element))),
        NUMBER("a whole number", value -> value.isIntegralNumber() && value.canConvertToLong()),
        TEXT_BY_NAME("an object with texts", value -> value.isObject() && all(value, JsonNode::isTextual));

        private final String expected;
        private final Predicate<JsonNode> fits;

        Shape(String expected, Predicate<JsonNode> fits) {
            this.expected = expected;
            this.fits = fits;
        }

        private static boolean all(JsonNode values, Shape shape) {
            return all(values, shape.fits);
        }

        private static boolean all(JsonNode values, Predicate<JsonNode> fits) {
            boolean all = true;
            for (JsonNode value : values) {
                all &= fits.test(value);
            }
            return all;
        }

        private JsonNode read(String text) {
            if (this == NUMBER && text.matches("[0-9]{1,18}")) {
                return JsonNodeFactory.instance.numberNode(Long.parseLong(text));
            }
            return this == TEXTS || this == SCALARS ? list(text) : JsonNodeFactory.instance.textNode(text);
        }

        private static ArrayNode list(String text) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            Arrays.stream(text.split(",")).map(String::strip).forEach(list::add);
            return list;
        }
    }
}
