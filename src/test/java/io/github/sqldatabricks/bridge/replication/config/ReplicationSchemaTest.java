package io.github.sqldatabricks.bridge.replication.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Catches a key or word that editors offer and the bridge refuses, or the other way round, and a sample that is none. */
class ReplicationSchemaTest {

    private static final Path FOLDER = Path.of("config/replications");
    private static JsonNode schema;

    @BeforeAll
    static void read() throws IOException {
        schema = new ObjectMapper()
                .readTree(FOLDER.resolve("replication.schema.json").toFile());
    }

    @Test
    void editorsKnowTheKeysThatTheBridgeKnows() {
        assertThat(keys(schema)).containsExactlyInAnyOrderElementsOf(ReplicationParser.FILE_KEYS);
        assertThat(keys(definition("settings"))).containsExactlyInAnyOrderElementsOf(Setting.keys());
        assertThat(keys(definition("stream"))).containsExactlyInAnyOrderElementsOf(ReplicationParser.STREAM_KEYS);
        assertRefusesOthers("source", "{country: bolivia, ");
        assertRefusesOthers("target", "{catalog: main, schema: s, volume: /Volumes/a/b/c, ");
        assertRefusesOthers("schedule", "{cron: '0 5 * * *', zone: UTC, ");
    }

    /** The reader names all known keys when it meets another one. */
    private static void assertRefusesOthers(String key, String begin) {
        assertThatThrownBy(() -> ReplicationParser.parse("x.yaml", withFileKey(key, begin + "nonsense: 1}")))
                .hasMessageContaining("known are "
                        + String.join(
                                ", ",
                                new TreeSet<>(keys(schema.path("properties").path(key)))));
    }

    @Test
    void editorsOfferTheWordsThatTheBridgeTakes() {
        List<String> compared = new ArrayList<>();
        definition("settings").path("properties").properties().forEach(setting -> {
            JsonNode words = setting.getValue().path("enum");
            words.forEach(word -> assertThatCode(() -> parseSetting(setting.getKey(), word.asText()))
                    .doesNotThrowAnyException());
            if (!words.isEmpty()) {
                compared.add(setting.getKey());
                assertThatThrownBy(() -> parseSetting(setting.getKey(), "nonsense"))
                        .hasMessageContaining("one of " + String.join(", ", new TreeSet<>(texts(words))));
            }
        });
        assertThat(compared).containsExactlyInAnyOrder("mode", "delete", "change", "null_cursor");
    }

    @Test
    void theSampleIsOneThatTheBridgeReads() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(FOLDER, "*.yaml")) {
            for (Path file : files) {
                assertThat(Files.readString(file))
                        .startsWith("# yaml-language-server: $schema=replication.schema.json\n");
                names.add(ReplicationParser.parse(file.getFileName().toString(), Files.readString(file))
                        .name());
            }
        }
        assertThat(names).contains("sandbox");
        assertThat(new HashSet<>(names)).hasSameSizeAs(names);
    }

    private static void parseSetting(String key, String word) throws BridgeException {
        ReplicationParser.parse("x.yaml", withFileKey("streams", "{dbo.T: {" + key + ": " + word + "}}"));
    }

    private static String withFileKey(String key, String value) {
        return List.of(
                                "version: 1",
                                "name: x",
                                "source: {country: bolivia}",
                                "target: {catalog: main, schema: s, volume: /Volumes/a/b/c}",
                                "streams: {dbo.T: {}}")
                        .stream()
                        .filter(line -> !line.startsWith(key + ":"))
                        .reduce("", (text, line) -> text + line + "\n")
                + key + ": " + value + "\n";
    }

    private static JsonNode definition(String name) {
        return schema.path("$defs").path(name);
    }

    private static Set<String> keys(JsonNode object) {
        Set<String> keys = new HashSet<>();
        object.path("properties").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static List<String> texts(JsonNode words) {
        return StreamSupport.stream(words.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
