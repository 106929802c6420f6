package io.github.sqldatabricks.bridge.testing.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What reaches the platform: all bytes up to a limit, where the process dies. Only whole lines count, as the platform reads.
 */
public final class Received extends OutputStream {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long limit;

    /** Everything arrives. */
    public Received() {
        this(Long.MAX_VALUE);
    }

    /** @param limit of the bytes that arrive */
    public Received(long limit) {
        this.limit = limit;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value});
    }

    @Override
    public synchronized void write(byte[] lines, int offset, int length) throws IOException {
        int fits = (int) Math.min(length, limit - bytes.size());
        bytes.write(lines, offset, fits);
        if (fits < length) {
            throw new IOException("killed");
        }
    }

    /** How many bytes arrived. */
    public synchronized int size() {
        return bytes.size();
    }

    /** Everything, as it came. */
    public synchronized String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** All whole lines. */
    public synchronized List<JsonNode> messages() {
        String text = bytes.toString(StandardCharsets.UTF_8);
        List<JsonNode> messages = new ArrayList<>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            messages.add(parsed(line));
        }
        return messages;
    }

    private static JsonNode parsed(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + line, e);
        }
    }

    /** The data of a stream's records, as text. */
    public List<String> records(String stream) {
        return records(messages(), stream);
    }

    /** The data of a stream's records among some messages, as text. */
    public static List<String> records(List<JsonNode> messages, String stream) {
        return messages.stream()
                .filter(message ->
                        message.path("record").path("stream").asText().equals(stream))
                .map(message -> message.path("record").path("data").toString())
                .toList();
    }

    /** The last state of each stream. */
    public Map<StreamDescriptor, JsonNode> states() {
        return states(messages());
    }

    /** The last state of each stream among some messages. */
    public static Map<StreamDescriptor, JsonNode> states(List<JsonNode> messages) {
        Map<StreamDescriptor, JsonNode> states = new HashMap<>();
        for (JsonNode message : messages) {
            if (message.path("type").asText().equals("STATE")) {
                JsonNode stream = message.path("state").path("stream");
                JsonNode name = stream.path("stream_descriptor");
                states.put(
                        new StreamDescriptor(
                                name.path("namespace").asText(),
                                name.path("name").asText()),
                        stream.path("stream_state"));
            }
        }
        return states;
    }

    /** The first error that a TRACE tells. */
    public JsonNode error() {
        return of("trace").stream()
                .filter(trace -> trace.has("error"))
                .findFirst()
                .orElseThrow()
                .path("error");
    }

    /** What a kind of message says, such as {@code trace}, in order. */
    public List<JsonNode> of(String field) {
        return messages().stream()
                .filter(message -> message.has(field))
                .map(message -> message.get(field))
                .toList();
    }
}
