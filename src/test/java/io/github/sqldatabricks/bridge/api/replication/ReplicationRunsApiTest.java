package io.github.sqldatabricks.bridge.api.replication;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.observe.SqlConsole.SandboxConsoles;
import io.github.sqldatabricks.bridge.run.ReplicationOperations;
import io.github.sqldatabricks.bridge.run.ReplicationStore;
import io.github.sqldatabricks.bridge.run.ReplicationStore.LastLoad;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.ReplicationStore.Success;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Runs of replications over REST, as their users and operators ask. Catches a load past its limits that nobody approved, an approval that
 * lasts, and operations by those who may not.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class ReplicationRunsApiTest {

    private static final Path FILE = GuardedSandbox.REPLICATIONS.resolve("rest.yaml");

    @Inject
    SandboxConsoles worlds;

    @Inject
    ReplicationStore store;

    @Inject
    ReplicationOperations operations;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(FILE, """
                version: 1
                name: rest
                source: {country: bolivia}
                target: {catalog: main, schema: loaded, volume: /Volumes/main/bridge/landing}
                streams:
                  dbo.rest_stock: {mode: replace, limits: {shrink_percent: 50}}
                """);
    }

    @AfterEach
    void delete() throws IOException {
        Files.deleteIfExists(FILE);
        sqlServer("DROP TABLE IF EXISTS dbo.rest_stock");
    }

    @Test
    void aLoadThatTakesTooMuchAwayWaitsForAnApprovalWhichIsForOne() {
        sqlServer("CREATE TABLE dbo.rest_stock (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.rest_stock VALUES (1), (2), (3), (4)");
        assertThat(run().getString("status")).isEqualTo("completed");
        JsonPath stream = stream();
        assertThat(stream.getLong("last_load.rows")).isEqualTo(4);
        assertThat(stream.getString("completeness")).isEqualTo("full");
        assertThat(stream.getString("trouble")).isNull();

        sqlServer("DELETE FROM dbo.rest_stock WHERE id > 1");
        assertThat(run().getString("results[0].error_code")).isEqualTo("load-limit-exceeded");
        assertThat(stream().getString("trouble")).isEqualTo("failed");
        assertThat(stream().getLong("failures")).isEqualTo(1);

        String load = stream().getString("blocked.load_id");
        assertThat(stream().getLong("blocked.rows_before")).isEqualTo(4);
        assertThat(stream().getLong("blocked.rows_after")).isEqualTo(1);
        assertThat(stream().getBoolean("blocked.backfill")).isFalse();
        String approve = "/replications/rest/streams/dbo.rest_stock/approve";
        String another = UUID.randomUUID().toString();
        as("ana")
                .post(approve + "?load=" + another)
                .then()
                .statusCode(412)
                .body("code", equalTo("state-changed"))
                .body("detail", containsString("1 rows for 4"));
        assertThat(stream().getString("approved_by")).isNull();
        as("ana").post(approve + "?load=" + load).then().statusCode(200).body("approved_by", equalTo("ana"));
        assertThat(run().getString("status")).isEqualTo("completed");
        assertThat(stream().getLong("last_load.rows")).isEqualTo(1);
        assertThat(stream().getString("approved_by")).isNull();
        assertThat(stream().getString("blocked")).isNull();
        assertThat(stream().getLong("failures")).isZero();
        as("ana").post(approve).then().statusCode(409).body("code", equalTo("nothing-blocked"));
        await().untilAsserted(() -> assertThat(as("eve")
                        .get("/audit?resource=replication:rest&status=success&limit=1000")
                        .<Map<String, Object>>path("records.find { it.action == 'approve' }.details"))
                .isEqualTo(Map.of(
                        "stream",
                        "dbo.rest_stock",
                        "load",
                        load,
                        "backfill",
                        false,
                        "rows_before",
                        4,
                        "rows_after",
                        1,
                        "rows_gone",
                        3)));
        assertThat(as("eve")
                        .get("/audit?resource=replication:rest&status=failure&limit=1000")
                        .<String>path("records.find { it.details.load == '" + another + "' }.error"))
                .isEqualTo("state-changed");
    }

    @Test
    void whoMayNotOperateChangesNothing() {
        for (String path :
                List.of("pause", "resume", "streams/dbo.rest_stock/reset", "streams/dbo.rest_stock/approve")) {
            as("rosa")
                    .post("/replications/rest/" + path)
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("operate-not-allowed"));
        }
        as("rosa")
                .body("{\"reset\": true}")
                .post("/replications/rest/runs")
                .then()
                .statusCode(403)
                .body("code", equalTo("operate-not-allowed"));
        as("mallory")
                .body("{}")
                .post("/replications/rest/runs")
                .then()
                .statusCode(409)
                .body("detail", containsString("dbo.rest_stock"));
    }

    @Test
    void aBackfillNeedsBothBoundsAndTheRightToOperate() {
        as("ana")
                .body("{\"from\": \"1\"}")
                .post("/replications/rest/runs")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-field"));
        as("ana")
                .body("{\"from\": \"1\", \"to\": \"2\", \"column\": \"id\"}")
                .post("/replications/rest/runs")
                .then()
                .statusCode(409)
                .body("code", equalTo("replication-not-ready"));
        as("rosa")
                .body("{\"from\": \"1\", \"to\": \"2\"}")
                .post("/replications/rest/runs")
                .then()
                .statusCode(403)
                .body("code", equalTo("operate-not-allowed"));
    }

    @Test
    void aDryRunCountsTheRowsOfARangeAndStoresNothing() throws IOException {
        sqlServer("CREATE TABLE dbo.rest_stock (id INT NOT NULL PRIMARY KEY)");
        sqlServer("INSERT INTO dbo.rest_stock VALUES (1), (2), (3), (4)");
        Files.writeString(
                FILE, Files.readString(FILE).replace("mode: replace, limits", "change: cursor, cursor: id, limits"));
        run();
        int jobs = as("ana").get("/jobs?limit=1000").path("size()");
        JsonPath plan = dryRun("ana", "{\"from\": \"2\", \"to\": \"4\"}")
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(plan.getString("name")).isEqualTo("rest");
        assertThat(plan.getList("streams.name")).containsExactly("dbo.rest_stock");
        assertThat(plan.getLong("streams[0].rows")).isEqualTo(2);
        assertThat(plan.getString("streams[0].target")).isEqualTo("main.loaded.rest_stock");
        assertThat(plan.getString("streams[0].sql")).contains("?").doesNotContain("COUNT");
        assertThat(as("ana").get("/jobs?limit=1000").<Integer>path("size()")).isEqualTo(jobs);

        dryRun("ana", "{}").statusCode(400).body("code", equalTo("invalid-field"));
        dryRun("ana", "{\"from\": \"2\"}").statusCode(400);
        dryRun("ana", "{\"from\": \"x\", \"to\": \"4\"}").statusCode(409);
        dryRun("rosa", "{\"from\": \"2\", \"to\": \"4\"}").statusCode(403).body("code", equalTo("operate-not-allowed"));
        dryRun("olga", "{\"from\": \"2\", \"to\": \"4\"}")
                .statusCode(409)
                .body("code", equalTo("replication-not-ready"))
                .body("detail", containsString("permission 'read'"));
    }

    /** The one who asks waits for all counts, and so does a thread of the service. */
    @Test
    void aDryRunOfTooManyStreamsCountsNone() throws IOException {
        Files.writeString(FILE, Files.readString(FILE) + "  dbo.rest_many_*: {change: cursor, cursor: id}\n");
        sqlServer("CREATE TABLE dbo.rest_stock (id INT NOT NULL PRIMARY KEY)");
        List<String> tables =
                IntStream.range(0, 21).mapToObj(i -> "dbo.rest_many_" + i).toList();
        try {
            for (String table : tables) {
                sqlServer("CREATE TABLE " + table + " (id INT NOT NULL PRIMARY KEY)");
                LastLoad load = new LastLoad(UUID.randomUUID().toString(), "job", 0, store.now());
                Success success = new Success(Optional.empty(), Optional.of(load), Optional.empty(), "full");
                assertThat(store.succeeded(store.stream(new StreamId("rest", table)), success))
                        .isTrue();
            }
            dryRun("ana", "{\"streams\": \"dbo.rest_many_*\", \"from\": \"1\", \"to\": \"2\"}")
                    .statusCode(400)
                    .body("detail", containsString("at most 20 streams"));
            dryRun("ana", "{\"streams\": \"dbo.rest_many_1*\", \"from\": \"1\", \"to\": \"2\"}")
                    .statusCode(200)
                    .body("streams.size()", equalTo(11));
        } finally {
            tables.forEach(table -> sqlServer("DROP TABLE IF EXISTS " + table));
        }
    }

    private static ValidatableResponse dryRun(String user, String body) {
        return as(user).body(body).post("/replications/rest/runs?dry_run=true").then();
    }

    @Test
    void allStreamsOfTheFileAreListedAndOnesThatAreGoneCanBeForgotten() throws IOException {
        sqlServer("CREATE TABLE dbo.rest_stock (id INT NOT NULL PRIMARY KEY)");
        sqlServer("CREATE TABLE dbo.rest_gone (id INT NOT NULL PRIMARY KEY)");
        try {
            Files.writeString(
                    FILE,
                    Files.readString(FILE) + "  dbo.rest_gone: {mode: replace}\n  dbo.region: {disabled: true}\n");
            store.failed(new StreamId("rest", "dbo.rest_gone"), "sqlserver-unavailable");
            assertThat(presence()).isEqualTo("dbo.region=disabled dbo.rest_gone=active dbo.rest_stock=active");
            as("ana")
                    .delete("/replications/rest/streams/dbo.rest_gone")
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("stream-in-use"));
            write();
            store.failed(new StreamId("rest", "dbo.rest_gone"), "sqlserver-unavailable");
            assertThat(presence()).isEqualTo("dbo.rest_gone=gone dbo.rest_stock=active");
            assertThat(as("ana")
                            .get("/replications/rest/streams")
                            .jsonPath()
                            .getString("find { it.name == 'dbo.rest_gone' }.trouble"))
                    .as("it does not run any more")
                    .isNull();
            as("rosa").delete("/replications/rest/streams/dbo.rest_gone").then().statusCode(403);
            as("ana").delete("/replications/rest/streams/dbo.rest_gone").then().statusCode(204);
            as("ana").delete("/replications/rest/streams/dbo.rest_gone").then().statusCode(404);
            assertThat(presence()).isEqualTo("dbo.rest_stock=active");
        } finally {
            sqlServer("DROP TABLE dbo.rest_gone");
        }
    }

    /** The command line changes state by the same code; its user is in the trail, also where it is refused. */
    @Test
    void whatTheCommandLineChangesIsInTheTrailToo() throws IOException {
        operations.pause("rest", Principal.COMMAND_LINE);
        assertThat(operations.resume("rest", Principal.COMMAND_LINE)).isTrue();
        assertThatThrownBy(() -> operations.reset(new StreamId("rest", "dbo.nothing"), Principal.COMMAND_LINE))
                .isInstanceOf(BridgeException.NotFound.class);
        assertThatThrownBy(() -> operations.forget("rest", Principal.COMMAND_LINE))
                .hasMessageContaining("has one");
        Files.delete(FILE);
        operations.forget("rest", Principal.COMMAND_LINE);
        assertThat(store.streams("rest")).isEmpty();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> as("eve")
                        .get("/audit?resource=replication:rest&user=command-line")
                        .asString()
                        .contains("forget"));
        assertThat(as("eve")
                        .get("/audit?resource=replication:rest&user=command-line")
                        .asString())
                .contains("\"pause\"", "\"resume\"", "\"reset\"", "\"failure\"", "dbo.nothing");
    }

    private static String presence() {
        List<String> names =
                as("ana").get("/replications/rest/streams").jsonPath().getList("name");
        List<String> presences =
                as("ana").get("/replications/rest/streams").jsonPath().getList("presence");
        return IntStream.range(0, names.size())
                .mapToObj(index -> names.get(index) + "=" + presences.get(index))
                .collect(Collectors.joining(" "));
    }

    @Test
    void aPauseIsSeenUntilItEnds() {
        as("ana")
                .post("/replications/rest/pause")
                .then()
                .statusCode(200)
                .body("paused", equalTo(true))
                .body("paused_by", equalTo("ana"));
        as("ana")
                .post("/replications/rest/resume")
                .then()
                .statusCode(200)
                .body("paused", equalTo(false))
                .body("paused_by", nullValue());
        assertThat(as("eve").get("/audit?resource=replication:rest").asString())
                .contains("replication_operated", "\"pause\"", "\"resume\"");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        as("ana")
                .body("{}")
                .post("/replications/nowhere/runs")
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown-replication"));
        as("ana").get("/replications/nowhere/streams").then().statusCode(404);
        as("ana")
                .body("{\"streams\": \"dbo.nothing*\"}")
                .post("/replications/rest/runs")
                .then()
                .statusCode(404);
    }

    private JsonPath run() {
        String job = as("ana")
                .body("{}")
                .post("/replications/rest/runs")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> List.of("completed", "failed")
                        .contains(as("ana").get("/jobs/" + job).jsonPath().getString("status")));
        return as("ana").get("/jobs/" + job).jsonPath();
    }

    private static JsonPath stream() {
        JsonPath streams = as("ana").get("/replications/rest/streams").jsonPath();
        return streams.setRootPath("find { it.name == 'dbo.rest_stock' }");
    }

    private void sqlServer(String sql) {
        worlds.sqlServer().run(sql);
    }
}
