package io.github.sqldatabricks.bridge.replication.change;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * How far a stream was read: every change whose value is at most {@link #value()} is in the target, as far as the window's completeness
 * says. Its JSON is stored with the data, in one commit.
 *
 * @param generation grows whenever somebody sets the position, so that what was read from an older one is never loaded; at least 1
 * @param column tells what changed
 * @param type of the column
 * @param source tells which rows were read; empty when nothing was, or by an earlier version of the bridge, which did not say it
 * @param value the last one that was read; empty when nothing was, and the next read takes all rows
 */
public record Position(
        long generation, String column, CursorType type, Optional<String> source, Optional<CursorValue> value) {

    private static final int VERSION = 1;
    private static final Set<String> FIELDS = Set.of("version", "generation", "column", "type", "source", "value");

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Nothing was read yet. */
    public static Position start(long generation, CursorColumn column) {
        return new Position(generation, column.name(), column.type(), Optional.empty(), Optional.empty());
    }

    /** The same stream, read up to here. */
    Position at(Optional<CursorValue> next) {
        return new Position(generation, column, type, source, next);
    }

    /** The same one, of these rows. */
    Position in(String rows) {
        return new Position(generation, column, type, Optional.of(rows), value);
    }

    /** The JSON that {@link #read} takes, on one line. */
    public String json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("version", VERSION)
                .put("generation", generation)
                .put("column", column)
                .put("type", type.declaration());
        source.ifPresent(rows -> json.put("source", rows));
        value.ifPresent(known -> json.put("value", known.text()));
        return json.toString();
    }

    /**
     * Reads a stored position, strictly: what this version does not write may mean something that it would miss.
     *
     * @throws BridgeException.RemotePermanent ({@code position-unreadable}) when this version did not write it
     */
    public static Position read(String json) {
        try {
            return read(JSON.readTree(json));
        } catch (JsonProcessingException | IllegalArgumentException | BridgeException.InvalidRequest e) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.POSITION_UNREADABLE,
                    "Expected a position that this version of the bridge has stored, but got " + QuotedInput.of(json)
                            + ". Use the version that wrote it, or reset the stream, which reads all rows again.",
                    e);
        }
    }

    private static Position read(JsonNode json) {
        Set<String> names = new HashSet<>();
        json.fieldNames().forEachRemaining(names::add);
        boolean known = json.isObject()
                && FIELDS.containsAll(names)
                && json.path("version").isInt()
                && json.path("version").intValue() == VERSION
                && json.path("generation").canConvertToLong()
                && json.path("generation").isIntegralNumber()
                && json.path("generation").longValue() >= 1;
        if (!known) {
            throw new IllegalArgumentException("other fields");
        }
        String column = text(json, "column");
        CursorType type = CursorType.of(column, text(json, "type"));
        Optional<CursorValue> value =
                json.has("value") ? Optional.of(value(type, text(json, "value"))) : Optional.empty();
        Optional<String> source = json.has("source") ? Optional.of(text(json, "source")) : Optional.empty();
        return new Position(json.path("generation").longValue(), column, type, source, value);
    }

    private static String text(JsonNode json, String field) {
        JsonNode text = json.path(field);
        if (!text.isTextual() || text.textValue().isEmpty()) {
            throw new IllegalArgumentException("no " + field);
        }
        return text.textValue();
    }

    private static CursorValue value(CursorType type, String text) {
        CursorValue value = CursorValue.of(type, text);
        if (!value.text().equals(text)) {
            throw new IllegalArgumentException("another form of the value");
        }
        return value;
    }
}
