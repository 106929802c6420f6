package io.github.sqldatabricks.bridge.api.replication;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.github.sqldatabricks.bridge.observe.SqlConsole.SandboxConsoles;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.github.sqldatabricks.bridge.testing.SandboxTable;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How far a stream is, taken out and put in over REST. Catches a position that is not read on from, one of another stream or generation that
 * counts, and a refused request that changes something.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class StreamStateApiTest {

    private static final Path FILE = GuardedSandbox.REPLICATIONS.resolve("moved.yaml");
    private static final String STREAMS = "/replications/moved/streams/";
    private static final String STATE = STREAMS + "dbo.moved/state";
    private static final String WHOLE = STREAMS + "dbo.moved_whole/state";

    @Inject
    SandboxConsoles worlds;

    @BeforeEach
    void load() throws IOException {
        for (String table : List.of("moved", "moved_whole")) {
            sqlServer("CREATE TABLE dbo." + table + " (id BIGINT NOT NULL PRIMARY KEY)");
            sqlServer("INSERT INTO dbo." + table + " VALUES (1), (2)");
        }
        Files.writeString(FILE, """
                version: 1
                name: moved
                source: {country: bolivia}
                target: {catalog: main, schema: loaded, volume: /Volumes/main/bridge/landing}
                streams:
                  dbo.moved: {change: cursor, cursor: id}
                  dbo.moved_whole: {change: full}
                """);
        as("ana").post(STREAMS + "dbo.moved/reset");
        run("{}");
    }

    @AfterEach
    void remove() throws IOException {
        Files.deleteIfExists(FILE);
        sqlServer("DROP TABLE dbo.moved");
        sqlServer("DROP TABLE dbo.moved_whole");
    }

    @Test
    void aStateThatIsPutBackIsReadOnFrom() {
        Response exported = as("ana").get(STATE);
        assertThat(exported.statusCode()).isEqualTo(200);
        JsonPath before = exported.jsonPath();
        assertThat(exported.header("ETag")).isEqualTo("\"" + before.getLong("generation") + "\"");
        assertThat(before.getString("position.value")).isEqualTo("2");
        sqlServer("INSERT INTO dbo.moved VALUES (3)");
        assertThat(run("{\"streams\": \"dbo.moved\"}").getLong("results[0].rows_extracted"))
                .isEqualTo(1);

        JsonPath put = put(STATE, exported.header("ETag"), exported.asString())
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(put.getLong("generation")).isGreaterThan(before.getLong("generation"));
        assertThat(put.getBoolean("reset")).isFalse();
        assertThat(run("{\"streams\": \"dbo.moved\"}").getLong("results[0].rows_extracted"))
                .as("the row comes again, and is merged")
                .isEqualTo(1);
        assertThat(as("ana").get(STATE).jsonPath().getString("position.value")).isEqualTo("3");
        assertThat(databricks("SELECT count(*) AS n, count(DISTINCT id) AS d FROM main.loaded.moved"))
                .containsSubsequence("3", "3");
        assertThat(as("eve").get("/audit?resource=replication:moved").asString())
                .contains("\"import\"", "dbo.moved");
    }

    @Test
    void onlyTheGenerationThatWasSeenIsChanged() {
        String first = as("ana").get(STATE).asString();
        String seen = as("ana").get(STATE).header("ETag");
        put(STATE, seen, first).then().statusCode(200);
        String now = as("ana").get(STATE).header("ETag");

        refused(put(STATE, seen, as("ana").get(STATE).asString()), 412, "state-changed");
        refused(put(STATE, now, first), 412, "state-changed");
        refused(as("ana").header("If-Match", seen).delete(STATE), 412, "state-changed");
        assertThat(as("ana").get(STATE).header("ETag")).isEqualTo(now);

        as("ana")
                .header("If-Match", now)
                .delete(STATE)
                .then()
                .statusCode(200)
                .body("reset", equalTo(true))
                .body("position", nullValue());
        refused(as("ana").get(STATE), 409, "stream-settings-contradict");
        assertThat(run("{\"streams\": \"dbo.moved\"}").getLong("results[0].rows_extracted"))
                .isEqualTo(2);
    }

    @Test
    void whatIsNoStateOfTheStreamIsRefusedAndChangesNothing() {
        String state = as("ana").get(STATE).asString();
        String tag = as("ana").get(STATE).header("ETag");
        Map<String, String> wrong = Map.of(
                "another stream", state.replace("\"dbo.moved\"", "\"dbo.moved_whole\""),
                "another replication", state.replace("\"replication\" : \"moved\"", "\"replication\" : \"rest\""),
                "another column", state.replace("\"id\"", "\"number\""),
                "another type", state.replace("bigint", "int"),
                "a field more", state.replaceFirst("\\{", "{\"more\": 1,"),
                "no JSON", "now",
                "a list", "[]");
        wrong.forEach((what, document) -> {
            assertThat(document).as(what).isNotEqualTo(state);
            refused(put(STATE, tag, document), 400, "invalid-state");
        });
        for (String other : List.of("3", "\"x\"", "*", "\"0\"", "W/\"1\"")) {
            refused(put(STATE, other, state), 400, "invalid-if-match");
            refused(as("ana").header("If-Match", other).delete(STATE), 400, "invalid-if-match");
        }
        refused(as("ana").body(state).put(STATE), 400, "invalid-if-match");
        refused(as("ana").delete(STATE), 400, "invalid-if-match");
        refused(as("ana").get(WHOLE), 409, "stream-settings-contradict");
        refused(
                put(WHOLE, "\"1\"", state.replace("\"dbo.moved\"", "\"dbo.moved_whole\"")),
                409,
                "stream-settings-contradict");
        assertThat(as("ana").get(STATE).asString()).isEqualTo(state);
    }

    @Test
    void whatIsNotThereAndWhoMayNotIsRefused() {
        String state = as("ana").get(STATE).asString();
        String tag = as("ana").get(STATE).header("ETag");
        for (String nowhere : List.of(STREAMS + "dbo.nothing/state", "/replications/nowhere/streams/dbo.moved/state")) {
            String code = nowhere.contains("nowhere") ? "unknown-replication" : "unknown-stream";
            refused(as("ana").get(nowhere), 404, code);
            refused(put(nowhere, tag, state), 404, code);
            refused(as("ana").header("If-Match", tag).delete(nowhere), 404, code);
        }
        refused(as("rosa").get(STATE), 403, "operate-not-allowed");
        refused(as("rosa").header("If-Match", tag).body(state).put(STATE), 403, "operate-not-allowed");
        refused(as("rosa").header("If-Match", tag).delete(STATE), 403, "operate-not-allowed");
        // Who may not, is not told whether the header would do.
        refused(as("rosa").body(state).put(STATE), 403, "operate-not-allowed");
        assertThat(as("ana").get(STATE).asString()).isEqualTo(state);
    }

    private static Response put(String path, String tag, String state) {
        return as("ana").header("If-Match", tag).body(state).put(path);
    }

    private static void refused(Response answer, int status, String code) {
        answer.then().statusCode(status).body("code", equalTo(code)).body("detail", containsString(" "));
    }

    private static JsonPath run(String body) {
        String job = as("ana")
                .body(body)
                .post("/replications/moved/runs")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !as("ana")
                        .get("/jobs/" + job)
                        .jsonPath()
                        .getString("status")
                        .matches("pending|running"));
        JsonPath ended = as("ana").get("/jobs/" + job).jsonPath();
        assertThat(ended.getString("status")).as(ended.prettify()).isEqualTo("completed");
        return ended;
    }

    private static String databricks(String statement) {
        return SandboxTable.statement(statement)
                .header("Authorization", "Bearer token-of-ana")
                .post("/sandbox/databricks")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private void sqlServer(String sql) {
        worlds.sqlServer().run(sql);
    }
}
