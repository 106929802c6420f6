package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.sqldatabricks.bridge.api.JsonValues;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import io.github.sqldatabricks.bridge.sync.DraftJson;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Makes a draft of what came over the wire. */
final class EventBodyReader {

    private static final String COUNTRY = "country";

    private EventBodyReader() {}

    /** @throws BridgeException.InvalidRequest when the body is empty or a value has a shape that can't be read */
    static EventDraft draft(EventBody body) {
        if (body == null) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.MISSING_BODY, "Expected a JSON object, but the body is empty.");
        }
        return new EventDraft(
                Optional.ofNullable(body.eventId()),
                Optional.ofNullable(body.operation()),
                Optional.ofNullable(body.sourceTable()),
                Optional.ofNullable(body.targetTable()),
                keys(body),
                body.priority() == null ? OptionalInt.empty() : OptionalInt.of(body.priority()),
                body.rowsExpected() == null ? OptionalLong.empty() : OptionalLong.of(body.rowsExpected()),
                conditions(body),
                metadata(body),
                Optional.ofNullable(body.createdAt()),
                body.maxRetries() == null ? OptionalInt.empty() : OptionalInt.of(body.maxRetries()));
    }

    private static List<String> keys(EventBody body) {
        if (body.primaryKeys() == null) {
            return List.of();
        }
        if (body.primaryKeys().stream().anyMatch(Objects::isNull)) {
            throw invalid("primary_keys to be a list of column names, but one is null");
        }
        body.primaryKeys().forEach(key -> JsonValues.requireText("primary_keys", key));
        return body.primaryKeys();
    }

    private static Map<String, Optional<String>> conditions(EventBody body) {
        Map<String, Optional<String>> conditions = new LinkedHashMap<>();
        if (body.filterConditions() != null) {
            body.filterConditions().forEach((column, value) -> conditions.put(column, scalar(column, value)));
        }
        JsonNode older = body.metadata() == null ? null : body.metadata().get(DraftJson.CONDITIONS);
        if (older != null
                && !older.isNull()
                && !(older.isTextual() && older.textValue().isBlank())) {
            if (!older.isObject() || !conditions.isEmpty()) {
                throw invalid("metadata.filter_conditions to be an object, and not beside filter_conditions");
            }
            older.properties()
                    .forEach(entry -> conditions.put(entry.getKey(), scalar(entry.getKey(), entry.getValue())));
        }
        return conditions;
    }

    private static Optional<String> scalar(String column, JsonNode value) {
        JsonValues.require(column, value);
        if (value != null && value.isContainerNode()) {
            throw invalid("filter_conditions to hold text, numbers, true, false or null, but " + QuotedInput.of(column)
                    + " is something else");
        }
        return DraftJson.condition(column, value);
    }

    private static Map<String, String> metadata(EventBody body) {
        Map<String, JsonNode> metadata = new LinkedHashMap<>();
        if (body.metadata() != null) {
            metadata.putAll(body.metadata());
        }
        if (body.country() != null) {
            addCountry(metadata, body.country());
        }
        metadata.forEach(JsonValues::require);
        return DraftJson.metadata(metadata);
    }

    /** Where an event goes is said once, or twice the same. */
    private static void addCountry(Map<String, JsonNode> metadata, String country) {
        JsonNode other = metadata.put(COUNTRY, TextNode.valueOf(country));
        if (other != null && !other.isNull() && !other.asText().equalsIgnoreCase(country)) {
            throw invalid("country and metadata.country to be the same, or one of them to be left out");
        }
    }

    private static BridgeException.InvalidRequest invalid(String expected) {
        return new BridgeException.InvalidRequest(ErrorCode.INVALID_FIELD, "Expected " + expected + ".");
    }
}
