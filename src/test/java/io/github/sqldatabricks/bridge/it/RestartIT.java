package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.JobId;
import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service that is killed, or told to stop, in the middle of a job. Catches a job that is lost, output that is half of one
 * run and half of another, and a stop that drops what runs.
 */
class RestartIT {

    private static final int COPIES = 7;
    private static final int ROWS = COPIES * Templates.LINE_ITEMS;

    @TempDir
    private Path directory;

    private LandedFiles landed;

    @BeforeEach
    void writeTemplate() {
        Templates.write(directory, "copies", Templates.COPIES);
        landed = LandedFiles.of(directory, "copies");
    }

    @Test
    void aJobThatWasKilledIsFinishedByTheNextProcessAndLeavesNoStalePart() throws Exception {
        String id;
        try (BridgeProcess first = serve()) {
            Service service = Service.of(first, "none");
            service.awaitJob(service.extract(body(1, 10_000)), "completed");
            String before = landed.manifest();
            id = service.extract(body(COPIES, 100_000));
            service.awaitRows(id);
            first.kill();
            assertThat(landed.manifest()).isEqualTo(before);
            assertThat(landed.rows()).isEqualTo(Templates.LINE_ITEMS);
        }
        try (BridgeProcess second = serve()) {
            JsonPath job = Service.of(second, "none").awaitJob(id, "completed");
            assertThat(job.getLong("results[0].rows_extracted")).isEqualTo(ROWS);
            assertThat(landed.rows()).isEqualTo(ROWS);
            assertThat(landed.names()).isEqualTo(wholeOutput(id, 5));
        }
    }

    @Test
    void aJobThatRunsWhenTheServiceIsToldToStopIsFinishedFirst() throws Exception {
        // On a slow machine the rest of the job takes longer than a stop usually may.
        Map<String, String> settings = new HashMap<>(LandedFiles.settings(directory));
        settings.put("QUARKUS_SHUTDOWN_TIMEOUT", "150s");
        try (BridgeProcess process = BridgeProcess.serve(directory, settings, "--sandbox")) {
            Service service = Service.of(process, "none");
            String id = service.extract(body(COPIES, 100_000));
            service.awaitRows(id);
            assertThat(process.terminate()).as(process.errors()).isEqualTo(143);
            assertThat(process.errors()).contains("1 queries are still running").doesNotContain(" ERROR ");
            assertThat(landed.names()).isEqualTo(wholeOutput(id, 5));
            assertThat(landed.rows()).isEqualTo(ROWS);
            assertThat(storedState(id)).isEqualTo("completed");
        }
    }

    /** A run that nobody waits for any more would else go on in the next process that opens the store. */
    @Test
    void aRunOfAReplicationThatIsInterruptedIsCancelled() throws Exception {
        Path replications = Files.createDirectories(directory.resolve("config/replications"));
        Files.writeString(directory.resolve("config/bolivia.yaml"), "copies: " + COPIES + "\n");
        Files.writeString(replications.resolve("lots.yaml"), """
                version: 1
                name: lots
                source: {country: bolivia}
                target: {catalog: main, schema: lots, volume: /Volumes/main/bridge/landing}
                streams:
                  many: {query: copies, mode: replace}
                """);
        try (BridgeProcess process = BridgeProcess.start(
                directory, LandedFiles.settings(directory), "replicate", "run", "lots", "--sandbox", "--verbose")) {
            Pattern begun =
                    Pattern.compile("\"event_type\":\"extraction_started\".*?\"resource\":\"job:([0-9a-f-]{36})\"");
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> begun.matcher(process.errors()).find());
            Matcher job = begun.matcher(process.errors());
            assertThat(job.find()).isTrue();
            assertThat(process.interrupt()).as(process.errors()).isEqualTo(130);
            assertThat(process.errors()).doesNotContain(" ERROR ");
            assertThat(storedState(job.group(1))).isEqualTo("cancelled");
        }
    }

    @Test
    void aSecondProcessOnTheSameFolderRefusesToStart() throws Exception {
        try (BridgeProcess first = serve()) {
            // On a slow machine a process listens before it has its store.
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> Service.of(first, "none").get("/health/ready").statusCode() == 200);
            try (BridgeProcess second = BridgeProcess.start(
                    directory,
                    LandedFiles.settings(directory),
                    "serve",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    "0",
                    "--sandbox")) {
                assertThat(second.exitCode()).as(second.errors()).isEqualTo(1);
                assertThat(second.errors()).contains("Error: Another process works with the database of jobs");
            }
            assertThat(Service.of(first, "none").extract(body(1, 10_000))).isNotEmpty();
        }
    }

    private BridgeProcess serve() {
        return BridgeProcess.serve(directory, LandedFiles.settings(directory), "--sandbox");
    }

    private static String body(int copies, int chunkSize) {
        return "{\"country\": \"bolivia\", \"queries\": [\"copies\"], \"overwrite\": true, \"chunk_size\": " + chunkSize
                + ", \"parameters\": {\"copies\": " + copies + "}}";
    }

    private static List<String> wholeOutput(String id, int parts) {
        List<String> names = new ArrayList<>(List.of("_manifest.json"));
        String run = new JobId(id).run();
        IntStream.range(0, parts).forEach(part -> names.add("copies-%s-%05d.parquet".formatted(run, part)));
        return names;
    }

    /** What the file of the stopped service says. */
    private String storedState(String id) throws SQLException {
        String url = "jdbc:h2:file:" + directory.resolve("data/jobs") + ";DATABASE_TO_UPPER=FALSE;IFEXISTS=TRUE";
        try (Connection store = DriverManager.getConnection(url);
                Statement statement = store.createStatement();
                ResultSet state = statement.executeQuery("SELECT state FROM bridge.job WHERE job_id = '" + id + "'")) {
            state.next();
            return state.getString(1);
        }
    }
}
