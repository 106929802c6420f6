package io.github.sqldatabricks.bridge.api.replication;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.github.sqldatabricks.bridge.observe.SqlConsole.SandboxConsoles;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

        as("ana")
                .post("/replications/rest/streams/dbo.rest_stock/approve")
                .then()
                .statusCode(200)
                .body("approved_by", equalTo("ana"));
        assertThat(run().getString("status")).isEqualTo("completed");
        assertThat(stream().getLong("last_load.rows")).isEqualTo(1);
        assertThat(stream().getString("approved_by")).isNull();
        assertThat(stream().getLong("failures")).isZero();
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
