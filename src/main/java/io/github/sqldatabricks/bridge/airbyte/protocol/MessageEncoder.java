package io.github.sqldatabricks.bridge.airbyte.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Clock;
import java.util.Arrays;

/** Turns messages into lines of JSON. Thread-safe. */
public final class MessageEncoder {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Clock clock;

    /** @param clock for the time at which a TRACE was emitted */
    public MessageEncoder(Clock clock) {
        this.clock = clock;
    }

    /** One message in UTF-8, with its line break. */
    public byte[] line(AirbyteMessage message) {
        try {
            byte[] json = MAPPER.writeValueAsBytes(document(message));
            byte[] line = Arrays.copyOf(json, json.length + 1);
            line[json.length] = '\n';
            return line;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers can be written", e);
        }
    }

    private ObjectNode document(AirbyteMessage message) {
        if (message instanceof AirbyteMessage.State state) {
            return wrapped("STATE", "state", state(state));
        }
        if (message instanceof AirbyteMessage.Log log) {
            return wrapped("LOG", "log", log(log));
        }
        if (message instanceof AirbyteMessage.Specification specification) {
            return wrapped("SPEC", "spec", specification.specification());
        }
        if (message instanceof AirbyteMessage.ConnectionStatus status) {
            return wrapped("CONNECTION_STATUS", "connectionStatus", connectionStatus(status));
        }
        if (message instanceof AirbyteMessage.Catalog catalog) {
            return wrapped("CATALOG", "catalog", CatalogJson.of(catalog));
        }
        return wrapped("TRACE", "trace", TraceJson.of(message, clock.millis()));
    }

    private static ObjectNode wrapped(String type, String field, ObjectNode content) {
        ObjectNode message = object().put("type", type);
        message.set(field, content);
        return message;
    }

    private static ObjectNode state(AirbyteMessage.State message) {
        ObjectNode state = object().put("type", "STREAM");
        ObjectNode stream = state.putObject("stream");
        stream.set("stream_descriptor", descriptor(message.stream()));
        stream.set("stream_state", message.state());
        // The protocol models it as a double that always has a decimal point; digits that Java would leave out, or
        // write as 1E7.
        state.putObject("sourceStats").putRawValue("recordCount", new RawValue(message.recordCount() + ".0"));
        return state;
    }

    private static ObjectNode log(AirbyteMessage.Log log) {
        return object().put("level", log.level().name()).put("message", log.message());
    }

    private static ObjectNode connectionStatus(AirbyteMessage.ConnectionStatus status) {
        ObjectNode json = object().put("status", status.problem().isPresent() ? "FAILED" : "SUCCEEDED");
        status.problem().ifPresent(problem -> json.put("message", problem));
        return json;
    }

    static ObjectNode descriptor(StreamDescriptor stream) {
        ObjectNode json = object().put("name", stream.name());
        return stream.namespace().isEmpty() ? json : json.put("namespace", stream.namespace());
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
