package io.github.sqldatabricks.bridge.airbyte.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The file of {@code read --state}: a list of the states that the platform kept, or, as it is easily cut out of an output by
 * hand, STATE messages one after the other, of which the last of a stream counts. Nothing, {@code {}} and {@code []} mean a
 * first sync.
 */
public final class StateFile {

    private static final String CODE = "invalid-airbyte-state";

    private StateFile() {}

    /**
     * The state by stream.
     *
     * @throws BridgeException.InvalidRequest when the file can't be read, or holds a state that this source never wrote
     */
    public static Map<StreamDescriptor, JsonNode> read(Path file) {
        Map<StreamDescriptor, JsonNode> states = new LinkedHashMap<>();
        collect(JsonFile.readAll(file, "state"), states);
        return states;
    }

    private static void collect(Iterable<JsonNode> values, Map<StreamDescriptor, JsonNode> states) {
        for (JsonNode value : values) {
            if (value.isArray()) {
                collect(value, states);
            } else if (!isNothing(value)) {
                add(value.path("type").asText().equals("STATE") ? value.path("state") : value, states);
            }
        }
    }

    /** The empty states of the older protocol: {@code null}, {@code {}} and a LEGACY state without data. */
    private static boolean isNothing(JsonNode value) {
        boolean legacy = value.path("type").asText().equals("LEGACY");
        return value.isNull()
                || value.isEmpty() && value.isObject()
                || legacy && value.path("data").isEmpty();
    }

    private static void add(JsonNode state, Map<StreamDescriptor, JsonNode> states) {
        JsonNode descriptor = state.at("/stream/stream_descriptor");
        if (!state.path("type").asText().equals("STREAM")
                || !descriptor.path("name").isTextual()) {
            throw invalid();
        }
        StreamDescriptor stream = new StreamDescriptor(
                descriptor.path("namespace").asText(), descriptor.path("name").asText());
        JsonNode content = state.at("/stream/stream_state");
        if (content instanceof ObjectNode object) {
            states.put(stream, object);
        } else if (content.isNull() || content.isMissingNode()) {
            states.remove(stream);
        } else {
            throw invalid();
        }
    }

    private static BridgeException invalid() {
        return new BridgeException.InvalidRequest(
                CODE,
                "Expected a state of type STREAM with stream_descriptor and stream_state, as this source writes them, but the"
                        + " state file has another one. Reset the connection, or give the STATE messages of its last sync.");
    }
}
