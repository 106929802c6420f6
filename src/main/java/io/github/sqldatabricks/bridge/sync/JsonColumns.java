package io.github.sqldatabricks.bridge.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Which columns of a source, whose type SQL Server has nothing for (STRUCT, ARRAY, MAP, VARIANT), go into text as JSON.
 *
 * @param all whether all of them do
 * @param names those that do, as the event writes them; case is ignored
 */
public record JsonColumns(boolean all, List<String> names) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonColumns NONE = new JsonColumns(false, List.of());

    public JsonColumns {
        names = List.copyOf(names);
    }

    /** Whether the column is meant. */
    boolean contains(String column) {
        return all || names.stream().anyMatch(column::equalsIgnoreCase);
    }

    /**
     * Reads {@code metadata.json}.
     *
     * @param text {@code true}, {@code false} or a JSON list of names; null for none
     * @throws BridgeException.InvalidRequest when it is something else
     */
    static JsonColumns of(String text) {
        if (text == null || text.equals("false")) {
            return NONE;
        }
        return text.equals("true") ? new JsonColumns(true, List.of()) : new JsonColumns(false, names(text));
    }

    private static List<String> names(String text) {
        JsonNode list = parsed(text);
        if (!list.isArray() || list.isEmpty()) {
            throw invalid();
        }
        List<String> names = new ArrayList<>();
        for (JsonNode name : list) {
            if (!name.isTextual() || name.textValue().isBlank()) {
                throw invalid();
            }
            names.add(name.textValue());
        }
        return names;
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw invalid();
        }
    }

    private static BridgeException.InvalidRequest invalid() {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_METADATA,
                "Expected metadata.json to be true, false or a list of columns such as [\"details\"].");
    }
}
