package io.github.sqldatabricks.bridge.airbyte.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.cli.BridgeMain;
import io.github.sqldatabricks.bridge.sandbox.workspace.SandboxWorkspace;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import io.github.sqldatabricks.bridge.testing.ProcessOutput;
import io.github.sqldatabricks.bridge.testing.tables.Received;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that reads two streams is killed (SIGKILL) after random numbers of bytes, and another goes on from the last STATEs that
 * arrived. Only records before a stream's last STATE are kept each time, so a state that is ahead of its records loses some. More
 * kills: {@code -Dbridge.kills=50}.
 */
class KillTest {

    private static final int KILLS = Integer.getInteger("bridge.kills", 2);
    private static final int ROWS = 15_000;
    private static final int MAX_BYTES = 3_000_000;
    private static final String CATALOG = """
            {"streams": [
              {"stream": {"name": "keyed", "namespace": "shop", "json_schema": {"properties": {"id": {}, "day": {}}}},
               "sync_mode": "full_refresh", "generation_id": 1, "sync_id": 1},
              {"stream": {"name": "ticking", "namespace": "shop", "json_schema": {"properties": {"id": {}, "day": {}}}},
               "sync_mode": "incremental", "cursor_field": ["day"]}]}
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private final Map<StreamDescriptor, JsonNode> states = new HashMap<>();
    private final Map<String, Set<String>> kept =
            new HashMap<>(Map.of("keyed", new HashSet<>(), "ticking", new HashSet<>()));

    @Test
    void whatIsKeptOfKilledProcessesAndTheLastOneIsComplete() throws Exception {
        Random random = new Random(Long.getLong("bridge.seed", System.nanoTime()));
        try (LocalDatabricks databricks = new LocalDatabricks(folder.resolve("workspace"))) {
            databricks.createSchema("main", "shop");
            databricks.run(
                    "CREATE TABLE main.shop.keyed (id BIGINT NOT NULL, day DATE, CONSTRAINT k PRIMARY KEY (id))",
                    "CREATE TABLE main.shop.ticking (id BIGINT, day DATE)",
                    "INSERT INTO main.shop.keyed SELECT n, DATE '2026-01-01' FROM range(" + ROWS + ") AS numbers(n)",
                    "INSERT INTO main.shop.ticking SELECT n, DATE '2020-01-01' + CAST(n / 7 AS INT) FROM range(" + ROWS
                            + ") AS numbers(n)");
            int progress = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                progress += keep(killed(databricks, 1 + random.nextInt(MAX_BYTES)));
                if (kept.values().stream().allMatch(ids -> ids.size() == ROWS)) {
                    // There is nothing left to kill, so all is read once more.
                    states.clear();
                    kept.values().forEach(Set::clear);
                }
            }
            keep(undisturbed(databricks));
            assertThat(progress).as("states of killed processes").isPositive();
        }
        assertThat(kept.get("keyed")).hasSize(ROWS);
        assertThat(kept.get("ticking")).hasSize(ROWS);
    }

    /** Keeps the records before each stream's last state; returns how many states there were. */
    private int keep(Received received) {
        List<JsonNode> messages = received.messages();
        states.putAll(Received.states(messages));
        for (Map.Entry<String, Set<String>> stream : kept.entrySet()) {
            stream.getValue().addAll(Received.records(beforeLastState(messages, stream.getKey()), stream.getKey()));
        }
        return (int) messages.stream().filter(message -> message.has("state")).count();
    }

    private static List<JsonNode> beforeLastState(List<JsonNode> messages, String stream) {
        for (int end = messages.size(); end > 0; end--) {
            JsonNode name = messages.get(end - 1).at("/state/stream/stream_descriptor/name");
            if (name.asText().equals(stream)) {
                return messages.subList(0, end);
            }
        }
        return List.of();
    }

    private Received killed(LocalDatabricks databricks, int bytes) throws IOException, InterruptedException {
        Process process = start(databricks);
        Received received = new Received();
        try (InputStream output = process.getInputStream()) {
            receive(received, output.readNBytes(bytes));
            // By its handle, because the process itself would close the pipe, too.
            process.toHandle().destroyForcibly();
            // What was in the pipe arrives all the same.
            receive(received, output.readAllBytes());
        }
        process.waitFor();
        return received;
    }

    private Received undisturbed(LocalDatabricks databricks) throws IOException, InterruptedException {
        Process process = start(databricks);
        Received received = new Received();
        receive(received, process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).isZero();
        return received;
    }

    private static void receive(Received received, byte[] bytes) throws IOException {
        received.write(bytes, 0, bytes.length);
    }

    private Process start(LocalDatabricks databricks) throws IOException {
        Map<String, Object> configuration = Map.of(
                "workspace_url",
                databricks.uri().toString(),
                "personal_access_token",
                databricks.token(),
                "warehouse_id",
                SandboxWorkspace.WAREHOUSE_ID,
                "catalog",
                "main",
                "schema",
                "shop",
                "batch_size",
                1000);
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BridgeMain.class.getName(),
                        "airbyte",
                        "read",
                        "--config",
                        file("config.json", JSON.writeValueAsString(configuration)),
                        "--catalog",
                        file("catalog.json", CATALOG),
                        "--state",
                        file("state.json", JSON.writeValueAsString(stateMessages())))
                .redirectError(ProcessOutput.file("airbyte-read").toFile())
                .start();
    }

    private List<Map<String, Object>> stateMessages() {
        return states.entrySet().stream()
                .map(state -> Map.<String, Object>of(
                        "type",
                        "STREAM",
                        "stream",
                        Map.of("stream_descriptor", state.getKey(), "stream_state", state.getValue())))
                .toList();
    }

    private static String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }
}
