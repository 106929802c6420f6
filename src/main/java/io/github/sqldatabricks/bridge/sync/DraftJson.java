package io.github.sqldatabricks.bridge.sync;

import com.fasterxml.jackson.databind.JsonNode;
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
     */
    public static Optional<String> condition(JsonNode value) {
        return isNull(value) ? Optional.empty() : Optional.of(text(value));
    }

    /** The metadata without what is null and without {@link #CONDITIONS}; objects and lists stay JSON. */
    public static Map<String, String> metadata(Map<String, JsonNode> fields) {
        Map<String, String> metadata = new LinkedHashMap<>();
        fields.forEach((key, value) -> {
            if (!isNull(value) && !key.equals(CONDITIONS)) {
                metadata.put(key, value.isContainerNode() ? value.toString() : text(value));
            }
        });
        return metadata;
    }

    private static boolean isNull(JsonNode value) {
        return value == null || value.isNull();
    }

    /** Numbers as plain digits: 1E+3 would be no integer for SQL Server. */
    private static String text(JsonNode value) {
        return value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
    }
}
