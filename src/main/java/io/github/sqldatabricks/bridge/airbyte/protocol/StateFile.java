package io.github.sqldatabricks.bridge.airbyte.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The file of {@code read --state}: a list of the states that the platform kept, or, as it is easily cut out of an output by
 * hand, STATE messages one after the other, of which the last of a stream counts. Nothing, {@code {}} and {@code []} mean a
 * first sync. Of other connectors, GLOBAL and LEGACY states are taken where they say of each stream how far it was read; what they
 * say, {@code airbyte.state} decides.
 */
public final class StateFile {

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
        return value.isNull()
                || value.isEmpty() && value.isObject()
                || value.path("type").asText().equals("LEGACY")
                        && value.path("data").isEmpty();
    }

    private static void add(JsonNode state, Map<StreamDescriptor, JsonNode> states) {
        if (!state.isObject()) {
            throw invalid();
        }
        switch (state.path("type").asText(state.has("stream") ? "STREAM" : "LEGACY")) {
            case "STREAM" -> stream(state.path("stream"), states);
            case "GLOBAL" -> global(state.at("/global/stream_states"), states);
            case "LEGACY" -> legacy(state.path("data").isObject() ? state.get("data") : state, states);
            default -> throw invalid();
        }
    }

    private static void global(JsonNode streams, Map<StreamDescriptor, JsonNode> states) {
        if (streams.isEmpty()) {
            throw invalid();
        }
        streams.forEach(one -> stream(one, states));
    }

    private static void stream(JsonNode json, Map<StreamDescriptor, JsonNode> states) {
        JsonNode content = json.path("stream_state");
        if (content instanceof ObjectNode object) {
            states.put(descriptor(json.path("stream_descriptor"), "name", "namespace"), object);
        } else if (content.isNull() || content.isMissingNode()) {
            states.remove(descriptor(json.path("stream_descriptor"), "name", "namespace"));
        } else {
            throw invalid();
        }
    }

    /** An object by stream, or the list that Airbyte's older sources of databases wrote. */
    private static void legacy(JsonNode content, Map<StreamDescriptor, JsonNode> states) {
        if (content.path("streams").isArray()) {
            content.path("streams").forEach(one -> states.put(descriptor(one, "stream_name", "stream_namespace"), one));
            return;
        }
        content.properties().forEach(field -> {
            if (!(field.getValue() instanceof ObjectNode state)) {
                throw invalid();
            }
            states.put(new StreamDescriptor("", field.getKey()), state);
        });
    }

    private static StreamDescriptor descriptor(JsonNode json, String name, String namespace) {
        if (!json.path(name).isTextual()) {
            throw invalid();
        }
        return new StreamDescriptor(
                json.hasNonNull(namespace) ? json.path(namespace).asText() : "",
                json.path(name).asText());
    }

    private static BridgeException invalid() {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_AIRBYTE_STATE,
                "Expected states of streams with stream_descriptor and stream_state, as this source writes them, or a GLOBAL or"
                        + " LEGACY state that says of each stream how far it was read, but the state file has another one. Reset"
                        + " the connection (clear its data), so that its streams are read from their beginning, or give the STATE messages"
                        + " of this source's last sync.");
    }
}
