package io.github.sqldatabricks.bridge.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The service's log as a file of JSON lines, at DEBUG; written by the formatter that containers use. */
public final class JsonLog {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FILE =
            Path.of("target", "json-log-" + UUID.randomUUID() + ".log").toAbsolutePath();

    private JsonLog() {}

    /** Settings that make the service write it. */
    public static Map<String, String> settings() {
        return Map.of(
                "quarkus.log.file.enabled", "true",
                "quarkus.log.file.json.enabled", "true",
                "quarkus.log.file.path", FILE.toString(),
                "quarkus.log.category.\"io.github.sqldatabricks\".level", "DEBUG");
    }

    /** All whole lines so far. */
    public static List<JsonNode> lines() {
        try {
            String text = Files.readString(FILE);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(JsonLog::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON: " + line, e);
        }
    }
}
