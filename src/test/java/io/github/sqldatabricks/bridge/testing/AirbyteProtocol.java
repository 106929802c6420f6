package io.github.sqldatabricks.bridge.testing;

import static io.github.sqldatabricks.bridge.testing.JsonShape.any;
import static io.github.sqldatabricks.bridge.testing.JsonShape.bool;
import static io.github.sqldatabricks.bridge.testing.JsonShape.integer;
import static io.github.sqldatabricks.bridge.testing.JsonShape.list;
import static io.github.sqldatabricks.bridge.testing.JsonShape.number;
import static io.github.sqldatabricks.bridge.testing.JsonShape.object;
import static io.github.sqldatabricks.bridge.testing.JsonShape.optional;
import static io.github.sqldatabricks.bridge.testing.JsonShape.text;
import static io.github.sqldatabricks.bridge.testing.JsonShape.word;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The messages that a source may write, after the protocol's documentation (version 0), but closed: a field that the
 * documentation does not know is wrong here, though the published models would let it through.
 *
 * @see <a href="https://docs.airbyte.com/understanding-airbyte/airbyte-protocol">Airbyte protocol</a>
 */
public final class AirbyteProtocol {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final JsonShape STREAM = object(Map.of("name", text(), "namespace", optional(text())));

    private static final JsonShape CHANGE = object(Map.of(
            "field", text(),
            "change", word("NULLED", "TRUNCATED"),
            "reason",
                    word(
                            "SOURCE_SERIALIZATION_ERROR",
                            "SOURCE_FIELD_SIZE_LIMITATION",
                            "SOURCE_RECORD_SIZE_LIMITATION",
                            "SOURCE_RETRIEVAL_ERROR")));

    private static final JsonShape RECORD = object(Map.of(
            "stream", text(),
            "namespace", optional(text()),
            "data", object(Map.of()).open(),
            "emitted_at", integer(),
            "meta", optional(object(Map.of("changes", list(CHANGE))))));

    private static final JsonShape STATE = object(Map.of(
            "type", word("STREAM"),
            "stream",
                    object(Map.of(
                            "stream_descriptor",
                            STREAM,
                            "stream_state",
                            object(Map.of()).open())),
            "sourceStats", object(Map.of("recordCount", number()))));

    private static final JsonShape LOG = object(Map.of(
            "level", word("FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"),
            "message", text(),
            "stack_trace", optional(text())));

    private static final JsonShape SPECIFICATION = object(Map.of(
            "documentationUrl", optional(text()),
            "supportsIncremental", optional(bool()),
            "connectionSpecification", object(Map.of()).open()));

    private static final JsonShape CONNECTION_STATUS =
            object(Map.of("status", word("SUCCEEDED", "FAILED"), "message", optional(text())));

    private static final JsonShape CATALOG_STREAM = object(Map.of(
            "name", text(),
            "namespace", optional(text()),
            "json_schema", object(Map.of()).open(),
            "supported_sync_modes", list(word("full_refresh", "incremental")),
            "source_defined_cursor", optional(bool()),
            "default_cursor_field", optional(list(text())),
            "source_defined_primary_key", optional(list(list(text()))),
            "is_resumable", optional(bool())));

    private static final JsonShape ERROR = object(Map.of(
            "message", text(),
            "internal_message", optional(text()),
            "stack_trace", optional(text()),
            "failure_type", word("config_error", "transient_error", "system_error"),
            "stream_descriptor", optional(STREAM)));

    private static final JsonShape STREAM_STATUS =
            object(Map.of("stream_descriptor", STREAM, "status", word("STARTED", "RUNNING", "COMPLETE", "INCOMPLETE")));

    private static final JsonShape ESTIMATE = object(Map.of(
            "name", text(),
            "namespace", optional(text()),
            "type", word("STREAM", "SYNC"),
            "row_estimate", optional(integer()),
            "byte_estimate", optional(integer())));

    private static final Map<String, JsonShape> TRACES = Map.of(
            "ERROR", trace("error", ERROR),
            "STREAM_STATUS", trace("stream_status", STREAM_STATUS),
            "ESTIMATE", trace("estimate", ESTIMATE));

    private static final Map<String, JsonShape> MESSAGES = Map.of(
            "RECORD", message("record", RECORD),
            "STATE", message("state", STATE),
            "LOG", message("log", LOG),
            "SPEC", message("spec", SPECIFICATION),
            "CONNECTION_STATUS", message("connectionStatus", CONNECTION_STATUS),
            "CATALOG", message("catalog", object(Map.of("streams", list(CATALOG_STREAM)))),
            "TRACE", message("trace", any()));

    private AirbyteProtocol() {}

    /**
     * The messages of a source's whole standard output.
     *
     * @throws AssertionError when a line is no valid message; it says why
     */
    public static List<JsonNode> messages(String output) {
        if (!output.isEmpty() && !output.endsWith("\n")) {
            throw new AssertionError("The last line is not complete: " + shown(output));
        }
        return output.lines().map(AirbyteProtocol::message).toList();
    }

    private static JsonNode message(String line) {
        JsonNode message = parsed(line);
        List<String> problems = new ArrayList<>();
        String type = message.path("type").asText();
        MESSAGES.getOrDefault(type, JsonShape.unknown(type)).check("message", message, problems);
        if (type.equals("TRACE")) {
            String trace = message.at("/trace/type").asText();
            TRACES.getOrDefault(trace, JsonShape.unknown(trace)).check("trace", message.path("trace"), problems);
        }
        if (type.equals("STATE") && !line.matches(".*\"recordCount\":\\d+\\.\\d.*")) {
            problems.add("recordCount has no decimal point");
        }
        if (!problems.isEmpty()) {
            throw new AssertionError("No valid message: " + problems + " in " + shown(line));
        }
        return message;
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("No JSON: " + shown(line), e);
        }
    }

    private static String shown(String line) {
        return line.length() > 500 ? line.substring(0, 500) + "..." : line;
    }

    private static JsonShape message(String field, JsonShape content) {
        return object(Map.of("type", text(), field, content));
    }

    private static JsonShape trace(String field, JsonShape content) {
        return object(Map.of("type", text(), "emitted_at", number(), field, content));
    }
}
