package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.LandedRows;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.sandbox.workspace.SandboxWorkspace;
import io.github.sqldatabricks.bridge.testing.WatchedSandbox;
import io.github.sqldatabricks.bridge.wiring.SandboxDatabricks;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Faults of the workspace and hostile values, from the request to the rows that a warehouse reads back, through everything
 * that is wired. Catches parts that are right alone and wrong together: rows lost or doubled by a retry, and output that
 * is left visible by a job that failed or was cancelled.
 */
@QuarkusTest
@TestProfile(WatchedSandbox.class)
class ExtractionFaultsTest {

    private static final String VOLUME = "/Volumes/main/bridge/landing";
    private static final int ROWS_PER_FILE = 300;

    private final String destination = VOLUME + "/" + UUID.randomUUID();

    @Inject
    SandboxDatabricks databricks;

    @Inject
    LandedRows landed;

    @AfterEach
    void recover() {
        databricks.workspace().faults().clear();
    }

    static Stream<Effect> passing() {
        return Stream.of(
                Effect.tooManyRequests(Duration.ZERO),
                Effect.unavailable(),
                Effect.internalError(),
                new Effect.CutRequest(2000),
                new Effect.CutResponse(0));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void anUploadThatFailsAndThenWorksLosesAndDoublesNothing(Effect effect) throws IOException {
        databricks.workspace().faults().add(upload(effect).after(1).times(2));
        JsonPath job = Api.awaitStatus(Api.extract(lineItems()), "completed");
        int rows = job.getInt("results[0].rows_extracted");
        List<String> files = job.getList("results[0].files_created");
        assertThat(files).hasSize((rows + ROWS_PER_FILE - 1) / ROWS_PER_FILE).hasSizeGreaterThan(2);
        assertThat(landed.firstRows(new VolumePath(destination + "/bolivia/line_items"), 2 * rows)
                        .rows())
                .hasSize(rows)
                .doesNotHaveDuplicates();
        assertThat(visible()).hasSize(files.size() + 1).contains("_manifest.json");
    }

    @Test
    void aTokenThatIsRefusedBetweenTwoFilesFailsTheQueryAndNothingIsVisible() throws IOException {
        databricks
                .workspace()
                .faults()
                .add(upload(Effect.tokenExpired()).after(1).always());
        JsonPath job = Api.awaitStatus(Api.extract(lineItems()), "failed");
        assertThat(job.getString("results[0].error_code")).isEqualTo("databricks-unauthorized");
        assertThat(visible()).isEmpty();
    }

    @Test
    void aCancelWhileUploadingLeavesNothing() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try {
            databricks
                    .workspace()
                    .faults()
                    .add(upload(new Effect.Hold(arrived, release)).after(1));
            String job = Api.extract(lineItems());
            assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
            given().delete("/jobs/" + job).then().statusCode(204);
            Api.awaitStatus(job, "cancelled");
        } finally {
            release.countDown();
        }
        assertThat(visible()).isEmpty();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> databricks.workspace().openUploads() == 0);
    }

    @Test
    void aValueIsAValueWhateverItLooksLike() {
        String hostile = "O'Higgins'; DROP TABLE dbo.customer; --/*{nation}*/ [x] \\\"y\\\"";
        Api.awaitStatus(Api.extract(customersOf(hostile)), "completed");
        JsonPath job = Api.awaitStatus(Api.extract(customersOf("PERU")), "completed");
        assertThat(job.getInt("results[0].rows_extracted")).isPositive();
    }

    private String lineItems() {
        String more = "{\"chunk_size\": " + ROWS_PER_FILE + ", ";
        return Api.bodyTo(destination, "line_items").replaceFirst("\\{", more);
    }

    private static String customersOf(String nation) {
        String body = Api.bodyTo(VOLUME + "/" + UUID.randomUUID(), "customers_by_nation");
        return "{\"parameters\": {\"nation\": \"" + nation + "\"}, " + body.substring(1);
    }

    private static Fault upload(Effect effect) {
        return new Fault(call -> call.method().equals("PUT") && call.path().startsWith("/storage/"), 0, 1, effect);
    }

    /** What a reader of the volume sees of the run. */
    private List<String> visible() throws IOException {
        SandboxWorkspace workspace = databricks.workspace();
        Path folder = workspace
                .createVolume("main", "bridge", "landing")
                .resolve(destination.substring(VOLUME.length() + 1))
                .resolve("bolivia/line_items");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
