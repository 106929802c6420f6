package io.github.sqldatabricks.bridge.airbyte.protocol;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that the platform hands over: configuration, catalog, state. Errors never show what is in them. */
public final class InputFile {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private InputFile() {}

    /**
     * Reads a file that a person wrote: it holds one JSON value, with no field twice.
     *
     * @param what the file is, such as {@code configuration}
     * @throws BridgeException.InvalidRequest when it can't be read, is no JSON, or holds no value or several
     */
    public static JsonNode readStrictly(Path file, String what) {
        return one(read(STRICT, file, what), file, what);
    }

    /**
     * Reads a file that a program wrote: it holds one JSON value. Of a field that is there twice (PyAirbyte 0.71 writes
     * {@code global_} so) the last one counts.
     *
     * @param what the file is, such as {@code catalog}
     * @throws BridgeException.InvalidRequest when it can't be read, is no JSON, or holds no value or several
     */
    public static JsonNode readOne(Path file, String what) {
        return one(readAll(file, what), file, what);
    }

    /**
     * Reads a file that a program wrote: it holds any number of JSON values, one after the other.
     *
     * @param what the file is, such as {@code state}
     * @throws BridgeException.InvalidRequest when it can't be read or is no JSON
     */
    public static List<JsonNode> readAll(Path file, String what) {
        return read(MAPPER, file, what);
    }

    private static JsonNode one(List<JsonNode> values, Path file, String what) {
        if (values.size() != 1) {
            throw invalid(
                    "Expected one JSON value in the " + what + " file " + file + ", but got " + values.size() + ".");
        }
        return values.get(0);
    }

    private static List<JsonNode> read(JsonMapper mapper, Path file, String what) {
        try (MappingIterator<JsonNode> values = mapper.readerFor(JsonNode.class).readValues(Files.readAllBytes(file))) {
            return values.readAll();
        } catch (JacksonException e) {
            throw invalid("The " + what + " file " + file + " is no JSON, or has a field twice" + place(e.getLocation())
                    + ".");
        } catch (IOException e) {
            throw invalid("The " + what + " file " + file + " can't be read ("
                    + e.getClass().getSimpleName() + ").");
        }
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : ": see line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static BridgeException invalid(String message) {
        return new BridgeException.InvalidRequest(ErrorCode.INVALID_AIRBYTE_FILE, message);
    }

    /**
     * Reads the file of {@code read --state}: a list of the states that the platform kept, or, as it is easily cut out of an output
     * by hand, STATE messages one after the other, of which the last of a stream counts. Nothing, {@code {}} and {@code []} mean a
     * first sync. Of other connectors, GLOBAL and LEGACY states are taken where they say of each stream how far it was read; what
     * they say, {@code airbyte.state} decides.
     *
     * @throws BridgeException.InvalidRequest when the file can't be read, or holds a state that this source never wrote
     */
    public static Map<StreamDescriptor, JsonNode> readStates(Path file) {
        Map<StreamDescriptor, JsonNode> states = new LinkedHashMap<>();
        collect(readAll(file, "state"), states);
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
            throw invalidState();
        }
        switch (state.path("type").asText(state.has("stream") ? "STREAM" : "LEGACY")) {
            case "STREAM" -> stream(state.path("stream"), states);
            case "GLOBAL" -> global(state.at("/global/stream_states"), states);
            case "LEGACY" -> legacy(state.path("data").isObject() ? state.get("data") : state, states);
            default -> throw invalidState();
        }
    }

    private static void global(JsonNode streams, Map<StreamDescriptor, JsonNode> states) {
        if (streams.isEmpty()) {
            throw invalidState();
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
            throw invalidState();
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
                throw invalidState();
            }
            states.put(new StreamDescriptor("", field.getKey()), state);
        });
    }

    private static StreamDescriptor descriptor(JsonNode json, String name, String namespace) {
        if (!json.path(name).isTextual()) {
            throw invalidState();
        }
        return new StreamDescriptor(
                json.hasNonNull(namespace) ? json.path(namespace).asText() : "",
                json.path(name).asText());
    }

    private static BridgeException invalidState() {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_AIRBYTE_STATE,
                "Expected states of streams with stream_descriptor and stream_state, as this source writes them, or a GLOBAL or"
                        + " LEGACY state that says of each stream how far it was read, but the state file has another one. Reset"
                        + " the connection (clear its data), so that its streams are read from their beginning, or give the STATE messages"
                        + " of this source's last sync.");
    }
}
