package io.github.sqldatabricks.bridge.airbyte.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The fields of a JSON object in a state, each of the type that it must have. */
final class StateFields {

    private final JsonNode json;

    StateFields(JsonNode json) {
        if (!json.isObject()) {
            throw invalid("an object", json);
        }
        this.json = json;
    }

    static BridgeException invalid(String expected, JsonNode got) {
        // Values of a state are values of rows, so only their kind is told.
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_STREAM_STATE,
                "Expected " + expected + " in the stream's state, but got "
                        + (got == null
                                ? "nothing"
                                : got.getNodeType().toString().toLowerCase(Locale.ROOT))
                        + ". It was not written by this version of this source, and what it means is not plain: reset the stream"
                        + " (clear its data), so that it is read from the beginning.");
    }

    boolean has(String field) {
        return json.has(field);
    }

    JsonNode get(String field) {
        return json.get(field);
    }

    String text(String field) {
        return optionalText(field).orElseThrow(() -> invalid("text in '" + field + "'", get(field)));
    }

    Optional<String> optionalText(String field) {
        JsonNode value = get(field);
        if (value != null && !value.isTextual()) {
            throw invalid("text in '" + field + "'", value);
        }
        return Optional.ofNullable(value).map(JsonNode::textValue);
    }

    long number(String field) {
        return optionalNumber(field).orElseThrow(() -> invalid("a whole number in '" + field + "'", get(field)));
    }

    OptionalLong optionalNumber(String field) {
        JsonNode value = get(field);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw invalid("a whole number in '" + field + "'", value);
        }
        return OptionalLong.of(value.longValue());
    }

    boolean flag(String field) {
        JsonNode value = get(field);
        if (value == null || !value.isBoolean()) {
            throw invalid("true or false in '" + field + "'", value);
        }
        return value.booleanValue();
    }
}
