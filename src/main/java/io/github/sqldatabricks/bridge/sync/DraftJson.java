package io.github.sqldatabricks.bridge.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.PlainNumber;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How conditions and metadata of an {@link EventDraft} come out of JSON, be it of a request or of a row of the events table. */
public final class DraftJson {

    /** The conditions' name; older clients have them inside of the metadata. */
    public static final String CONDITIONS = "filter_conditions";

    private DraftJson() {}

    /**
     * The value of a condition; empty for null.
     *
     * @param value no object and no list
     * @throws BridgeException.InvalidRequest when it is a number that is too long to be written out
     */
    public static Optional<String> condition(String column, JsonNode value) {
        return isNull(value) ? Optional.empty() : Optional.of(text(column, value));
    }

    /**
     * The metadata without what is null and without {@link #CONDITIONS}; objects and lists stay JSON.
     *
     * @throws BridgeException.InvalidRequest when a number is too long to be written out
     */
    public static Map<String, String> metadata(Map<String, JsonNode> fields) {
        Map<String, String> metadata = new LinkedHashMap<>();
        fields.forEach((key, value) -> {
            if (!isNull(value) && !key.equals(CONDITIONS)) {
                metadata.put(key, value.isContainerNode() ? value.toString() : text(key, value));
            }
        });
        return metadata;
    }

    private static boolean isNull(JsonNode value) {
        return value == null || value.isNull();
    }

    private static String text(String name, JsonNode value) {
        return value.isNumber() ? PlainNumber.text(name, value.decimalValue()) : value.asText();
    }
}
