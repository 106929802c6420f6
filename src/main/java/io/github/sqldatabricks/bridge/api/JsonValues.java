package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.PlainNumber;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import java.nio.charset.StandardCharsets;

/** Checks values of a body that are handed on as they are. */
public final class JsonValues {

    private JsonValues() {}

    /**
     * Returns the value, when it can be written out.
     *
     * @param name what people know it by
     * @throws BridgeException.InvalidRequest when the name or a text of it is no Unicode text (half of a surrogate pair), or a number
     *     has too many digits
     */
    public static JsonNode require(String name, JsonNode value) {
        requireText(name, name);
        if (value == null) {
            return null;
        }
        if (value.isTextual()) {
            requireText(name, value.textValue());
        } else if (value.isNumber()) {
            PlainNumber.require(name, value.decimalValue());
        } else if (value.isContainerNode()) {
            value.forEach(element -> require(name, element));
            value.fieldNames().forEachRemaining(inner -> requireText(name, inner));
        }
        return value;
    }

    /**
     * Checks a text alone.
     *
     * @throws BridgeException.InvalidRequest as {@link #require}
     */
    public static void requireText(String name, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_FIELD,
                    "Expected " + QuotedInput.of(name) + " to be Unicode text, but got half of a surrogate pair.");
        }
    }
}
