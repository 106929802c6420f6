package io.github.sqldatabricks.bridge.messaging.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;

/** The messages, as JSON with a version. They name work that is in the store, and carry no data of it. */
final class WorkMessage {

    /** Changes when an older process could misunderstand a message. */
    private static final int VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private WorkMessage() {}

    /** Says that a query waits. */
    static String of(Lease lease) {
        ObjectNode message = message();
        message.put("job", lease.job().value());
        message.put("query", lease.query().value());
        message.put("fence", lease.fence());
        return message.toString();
    }

    /** Says that an event waits. */
    static String of(EventId event) {
        return message().put("event", event.value()).toString();
    }

    private static ObjectNode message() {
        return JsonNodeFactory.instance.objectNode().put("version", VERSION);
    }

    /** @throws PoisonMessage when the text is no message of this version about a query */
    static Lease lease(String text) {
        JsonNode message = read(text);
        JsonNode fence = message.get("fence");
        if (fence == null || !fence.canConvertToLong()) {
            throw new PoisonMessage("it has no number 'fence'");
        }
        try {
            return new Lease(new JobId(text(message, "job")), new QueryName(text(message, "query")), fence.longValue());
        } catch (BridgeException.InvalidRequest e) {
            throw new PoisonMessage(e.code());
        }
    }

    /** @throws PoisonMessage when the text is no message of this version about an event */
    static EventId event(String text) {
        try {
            return new EventId(text(read(text), "event"));
        } catch (BridgeException.InvalidRequest e) {
            throw new PoisonMessage(e.code());
        }
    }

    private static JsonNode read(String text) {
        JsonNode message = parse(text);
        JsonNode version = message.get("version");
        if (version == null || !version.isInt() || version.intValue() != VERSION) {
            throw new PoisonMessage("expected version " + VERSION + ", but got " + version);
        }
        return message;
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new PoisonMessage("it is no JSON");
        }
    }

    private static String text(JsonNode message, String field) {
        JsonNode value = message.get(field);
        if (value == null || !value.isTextual()) {
            throw new PoisonMessage("it has no text '" + field + "'");
        }
        return value.textValue();
    }
}
