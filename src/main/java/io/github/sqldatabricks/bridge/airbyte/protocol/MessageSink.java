package io.github.sqldatabricks.bridge.airbyte.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.FailureReport;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.Arrays;

/**
 * Writes messages as lines of JSON to a stream, such as standard output, in the order of the calls. Thread-safe. A call returns
 * when the bytes were
 * handed on, so a slow reader of standard output holds up the threads that write.
 *
 * <p>All methods throw {@link BridgeException.Cancelled} ({@code output-closed}) when the output was closed by its reader.
 */
public final class MessageSink {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final OutputStream output;
    private final Clock clock;

    /**
     * @param output unbuffered, or messages arrive late
     * @param clock for the time at which TRACEs and RECORDs are emitted
     */
    public MessageSink(OutputStream output, Clock clock) {
        this.output = output;
        this.clock = clock;
    }

    /** The time at which a message is emitted now, in milliseconds since 1970. */
    public long now() {
        return clock.millis();
    }

    /** Writes one message. */
    public void write(AirbyteMessage message) {
        byte[] line = line(message);
        block(line, line.length);
    }

    /** Writes a line of the log; no secrets, no values of rows. */
    public void log(LogLevel level, String message) {
        write(new AirbyteMessage.Log(level, message));
    }

    /**
     * Writes lines that are encoded already, whole, with nothing between them: RECORDs.
     *
     * @param lines UTF-8, each line with its line break; free for the caller again after the call
     * @param length how many of the bytes count
     */
    public synchronized void block(byte[] lines, int length) {
        try {
            output.write(lines, 0, length);
            output.flush();
        } catch (IOException e) {
            throw new BridgeException.Cancelled(
                    ErrorCode.OUTPUT_CLOSED, "Nobody reads the records any more: standard output was closed.");
        }
    }

    /** One message in UTF-8, with its line break. */
    private byte[] line(AirbyteMessage message) {
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
            return wrapped("CATALOG", "catalog", catalog(catalog));
        }
        return wrapped("TRACE", "trace", trace(message));
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

    private static ObjectNode descriptor(StreamDescriptor stream) {
        ObjectNode json = object().put("name", stream.name());
        return stream.namespace().isEmpty() ? json : json.put("namespace", stream.namespace());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode trace(AirbyteMessage message) {
        ObjectNode json = object();
        if (message instanceof AirbyteMessage.Failure failure) {
            json.put("type", "ERROR").set("error", error(failure));
        } else if (message instanceof AirbyteMessage.Progress progress) {
            json.put("type", "STREAM_STATUS").set("stream_status", status(progress));
        } else if (message instanceof AirbyteMessage.Estimate estimate) {
            json.put("type", "ESTIMATE").set("estimate", estimate(estimate));
        } else {
            throw new IllegalArgumentException("no TRACE: " + message.getClass());
        }
        return json.put("emitted_at", clock.millis());
    }

    private static ObjectNode error(AirbyteMessage.Failure failure) {
        FailureReport report = FailureReport.of(failure.cause());
        ObjectNode json = object().put("failure_type", report.type().wire());
        json.put("message", report.message());
        json.put("internal_message", report.internalMessage());
        json.put("stack_trace", report.stackTrace());
        failure.stream().ifPresent(stream -> json.set("stream_descriptor", descriptor(stream)));
        return json;
    }

    private static ObjectNode status(AirbyteMessage.Progress progress) {
        ObjectNode json = object();
        json.set("stream_descriptor", descriptor(progress.stream()));
        return json.put("status", progress.status().name());
    }

    private static ObjectNode estimate(AirbyteMessage.Estimate estimate) {
        return descriptor(estimate.stream()).put("type", "STREAM").put("row_estimate", estimate.rows());
    }

    private static ObjectNode catalog(AirbyteMessage.Catalog catalog) {
        ObjectNode json = object();
        ArrayNode streams = json.putArray("streams");
        catalog.streams().forEach(stream -> streams.add(stream(stream)));
        return json;
    }

    private static ObjectNode stream(AirbyteStream stream) {
        ObjectNode json = descriptor(stream.descriptor());
        json.set("json_schema", stream.jsonSchema());
        ArrayNode modes = json.putArray("supported_sync_modes");
        stream.supportedSyncModes().forEach(mode -> modes.add(mode.wire()));
        json.put("source_defined_cursor", stream.sourceDefinedCursor());
        ArrayNode cursor = json.putArray("default_cursor_field");
        stream.defaultCursorField().forEach(cursor::add);
        // A list of paths: each column of the key is one path of one name.
        ArrayNode key = json.putArray("source_defined_primary_key");
        stream.primaryKey().forEach(column -> key.addArray().add(column));
        return json.put("is_resumable", stream.resumable());
    }
}
