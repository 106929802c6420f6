package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.Gate;
import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is told of one job alone, by real HTTP: how it was asked for, how far it was over time, what its output is. Catches secrets that are shown,
 * others' jobs, and manifests of another job.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class JobDetailsTest {

    @Inject
    ScriptedRowSource source;

    @BeforeEach
    void reset() {
        source.reset();
    }

    @Test
    void aJobSaysHowItWasAskedForAndItsSecretsAreMasked() {
        String id = extract(
                "ana",
                "{\"country\": \"peru\", \"queries\": [\"declared\"], \"destination\": \"/Volumes/main/bridge/"
                        + UUID.randomUUID()
                        + "\", \"limit\": 2, \"parameters\": {\"code\": \"s3cr3t\", \"api_token\": \"t0k3n\"}}");
        Api.awaitEnd("ana", id);
        String text = as("ana").get("/jobs/" + id).asString();
        JsonPath job = new JsonPath(text);
        assertThat(text).doesNotContain("s3cr3t", "t0k3n");
        assertThat(job.getMap("request.parameters"))
                .containsEntry("code", "********")
                .containsEntry("api_token", "********");
        assertThat(job.getLong("request.limit")).isEqualTo(2);
        assertThat(job.getBoolean("request.overwrite")).isFalse();
        assertThat(job.getString("request.chunk_size")).isNull();
        assertThat(job.getString("results[0].worker")).isNotBlank();
        JsonPath listed = as("ana").get("/jobs?limit=1").jsonPath();
        assertThat(listed.getString("[0].request.parameters")).isNull();
        assertThat(listed.getLong("[0].request.limit")).isEqualTo(2);

        String open = extract("ana", Api.body("q1").replaceFirst("\\{", "{\"parameters\": {\"b\": 77}, "));
        assertThat(as("ana").get("/jobs/" + open).jsonPath().getMap("request.parameters"))
                .containsEntry("b", "77");
        Api.awaitEnd("ana", open);
    }

    @Test
    void samplesGrowWhileItRunsAndEndWithItsEnd() {
        Gate gate = new Gate();
        source.script("q1", new FakeRowSource(300_000).gateAfter(200_000, gate));
        String id = extract("ana", Api.body("q1", "q2"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> samples("ana", id, "?query=q1").getInt("queries.seconds.flatten().size()") > 0);
        gate.letPass();
        Api.awaitEnd("ana", id);

        JsonPath samples = samples("ana", id, "");
        assertThat(samples.getList("queries.query_name")).containsExactly("q1", "q2");
        List<Integer> seconds = samples.getList("queries[0].seconds");
        assertThat(seconds).hasSizeBetween(1, 120).isSorted().doesNotHaveDuplicates();
        List<Long> rows = samples.getList("queries[0].rows", Long.class);
        assertThat(rows).hasSameSizeAs(seconds).isSorted().endsWith(300_000L);
        assertThat(samples.getList("queries[0].attempts"))
                .hasSameSizeAs(seconds)
                .containsOnly(1);
        assertThat(samples.getList("queries[0].bytes")).hasSameSizeAs(seconds);
        assertThat(samples.getInt("queries[0].interval_seconds")).isEqualTo(1);
        assertThat(samples.getList("queries[1].rows")).containsExactly(3);
        Api.assertProblem(as("ben").get("/jobs/" + id + "/samples"), 404, "unknown-job");
        Api.assertProblem(as("ana").get("/jobs/" + id + "/samples?query=q6"), 404, "unknown-query");
        assertThat(as("eve").get("/jobs/" + id + "/samples").statusCode()).isEqualTo(200);
    }

    private static JsonPath samples(String user, String job, String query) {
        return as(user).get("/jobs/" + job + "/samples" + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void aManifestIsThatOfTheJobOrNone() {
        String folder = "/Volumes/main/bridge/" + UUID.randomUUID();
        String first = extract("ana", Api.bodyTo(folder, "q1"));
        Api.awaitEnd("ana", first);
        JsonPath manifest =
                as("ana").get(manifest(first)).then().statusCode(200).extract().jsonPath();
        assertThat(manifest.getString("job_id")).isEqualTo(first);
        assertThat(manifest.getLong("rows")).isEqualTo(3);
        String skipped = extract("ana", Api.bodyTo(folder, "q1"));
        Api.awaitEnd("ana", skipped);
        assertThat(as("ana").get(manifest(skipped)).jsonPath().getString("job_id"))
                .isEqualTo(first);
        String second = extract("ana", Api.bodyTo(folder, "q1").replaceFirst("\\{", "{\"overwrite\": true, "));
        Api.awaitEnd("ana", second);
        Api.assertProblem(as("ana").get(manifest(first)), 404, "manifest-missing");
        Api.assertProblem(as("ana").get("/jobs/" + second + "/queries/q2/manifest"), 404, "unknown-query");
        Api.assertProblem(as("ben").get(manifest(second)), 404, "unknown-job");
        assertThat(as("eve").get(manifest(second)).statusCode()).isEqualTo(200);
    }

    private static String manifest(String job) {
        return "/jobs/" + job + "/queries/q1/manifest";
    }

    private static String extract(String user, String body) {
        return as(user).body(body)
                .post("/extract")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
    }
}
