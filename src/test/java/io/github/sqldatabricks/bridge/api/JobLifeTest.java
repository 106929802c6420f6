package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.Gate;
import io.github.sqldatabricks.bridge.testing.LastingService;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Jobs from the first request to the last outcome, over real HTTP, the real channel and the real store. Catches requests
 * that are half accepted, work that is lost between store and channel, retries of what can't succeed, outcomes that
 * spill over to sister queries, and cancels that do not stop anything.
 */
@QuarkusTest
@TestProfile(LastingService.class)
class JobLifeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    ScriptedRowSource source;

    @BeforeEach
    void reset() {
        source.reset();
    }

    @Test
    void aJobCanBeFollowedFromItsLocationToItsFiles() {
        Gate gate = new Gate();
        source.script("q1", new FakeRowSource(50_000).gateAfter(10_000, gate));
        Response accepted = Api.post(Api.bodyTo("/Volumes/main/bridge/followed", "q1", "q2"));
        accepted.then().statusCode(202);
        String location = accepted.header("Location");
        assertThat(location).isEqualTo("/jobs/" + accepted.path("job_id"));
        assertThat(accepted.<Integer>path("queries_count")).isEqualTo(2);
        gate.awaitReached();
        await().atMost(PATIENCE).until(() -> given().get(location).jsonPath().getLong("results[0].rows_extracted") > 0);
        JsonPath running = given().get(location).jsonPath();
        assertThat(running.getString("status")).isEqualTo("running");
        assertThat(running.getString("results[0].status")).isEqualTo("running");
        gate.letPass();
        JsonPath ended = Api.awaitStatus(accepted.path("job_id"), "completed");
        assertThat(ended.getInt("queries_completed")).isEqualTo(2);
        assertThat(ended.getList("results.query_name")).isEqualTo(List.of("q1", "q2"));
        assertThat(ended.getLong("results[0].rows_extracted")).isEqualTo(50_000);
        assertThat(ended.getLong("results[0].bytes_written")).isPositive();
        assertThat(ended.getDouble("results[0].duration_seconds")).isPositive();
        assertThat(ended.getList("results[0].files_created"))
                .isEqualTo(List.of("/Volumes/main/bridge/followed/bolivia/q1/q1-"
                        + new JobId(accepted.path("job_id")).run() + "-00000.parquet"));
        assertThat(ended.getString("completed_at")).endsWith("Z");
        assertThat(ended.getString("error")).isNull();
    }

    @Test
    void otherOutputThanAskedForIsRefusedBeforeAnythingIsAccepted() {
        String body = Api.body("q1", "q2");
        String limited = body.replace("{", "{\"limit\": 2, ");
        Api.awaitStatus(Api.extract(limited), "completed");
        assertThat(Api.awaitStatus(Api.extract(limited), "completed").getString("results[1].status"))
                .isEqualTo("skipped");
        int jobs = given().get("/jobs").jsonPath().getList("job_id").size();
        Api.post(body)
                .then()
                .statusCode(409)
                .body("code", equalTo("output-differs"))
                .body("detail", containsString("/q1 holds other rows"))
                .body("detail", containsString("/q2 holds other rows"))
                .body("detail", containsString("limit (2 there, none asked for)"));
        assertThat(given().get("/jobs").jsonPath().getList("job_id")).hasSize(jobs);
    }

    @Test
    void outputThatIsThereIsSkippedUnlessItMayBeOverwritten() {
        String body = Api.body("q3");
        Api.awaitStatus(Api.extract(body), "completed");
        JsonPath second = Api.awaitStatus(Api.extract(body), "completed");
        assertThat(second.getString("results[0].status")).isEqualTo("skipped");
        assertThat(second.getString("results[0].message")).contains("overwrite");
        assertThat(second.getInt("queries_completed")).isEqualTo(1);
        String overwriting = body.replace("{", "{\"overwrite\": true, ");
        JsonPath third = Api.awaitStatus(Api.extract(overwriting), "completed");
        assertThat(third.getString("results[0].status")).isEqualTo("completed");
    }

    @Test
    void aTransientFailureIsTriedAgainAndTheAttemptsAreSeen() {
        FakeRowSource failing = new FakeRowSource(3).failAfter(0, transientFailure());
        source.script(
                "q1",
                (query, cancellation) -> source.opened("q1") < 3
                        ? failing.open(query, cancellation)
                        : new FakeRowSource(3).open(query, cancellation));
        JsonPath job = Api.awaitStatus(Api.extract(Api.body("q1")), "completed");
        assertThat(job.getInt("results[0].attempts")).isEqualTo(3);
        assertThat(source.opened("q1")).isEqualTo(3);
    }

    @Test
    void aTransientFailureThatStaysFailsTheQueryAfterTheConfiguredRetries() {
        source.script("q1", new FakeRowSource(3).failAfter(0, transientFailure()));
        JsonPath job = Api.awaitStatus(Api.extract(Api.body("q1")), "failed");
        assertThat(job.getInt("results[0].attempts")).isEqualTo(3);
        assertThat(job.getString("results[0].error_code")).isEqualTo("sqlserver-connection-lost");
        assertThat(job.getBoolean("results[0].retryable")).isTrue();
    }

    @Test
    void aPermanentFailureIsNotTriedAgainAndItsSistersGoOn() {
        source.script("q2", new FakeRowSource(3).failAfter(0, permanentFailure()));
        JsonPath job = Api.awaitStatus(Api.extract(Api.body("q1", "q2", "q3")), "failed");
        assertThat(source.opened("q2")).isEqualTo(1);
        assertThat(job.getList("results.status")).isEqualTo(List.of("completed", "failed", "completed"));
        assertThat(job.getString("results[1].error")).isEqualTo("Incorrect syntax.");
        assertThat(job.getBoolean("results[1].retryable")).isFalse();
        assertThat(job.getString("error")).isEqualTo("1 of 3 queries failed: q2");
        assertThat(job.getInt("queries_failed")).isEqualTo(1);
    }

    @Test
    void anUnexpectedErrorFailsItsQueryWithoutTellingInnerThings() {
        source.script("q1", new FakeRowSource(3).failAfter(0, new IllegalStateException("secret inner state")));
        JsonPath job = Api.awaitStatus(Api.extract(Api.body("q1")), "failed");
        assertThat(job.getString("results[0].error_code")).isEqualTo("extraction-failed");
        assertThat(job.prettify()).doesNotContain("secret inner state");
        Api.awaitStatus(Api.extract(Api.body("q2")), "completed");
    }

    @Test
    void aFullQueueRefusesTheWholeRequestAndStoresNothing() {
        Gate gate = new Gate();
        IntStream.rangeClosed(1, 6).forEach(i -> source.script("q" + i, new FakeRowSource(3).gateBeforeOpen(gate)));
        String running = Api.extract(Api.body("q1", "q2"));
        await().atMost(PATIENCE).until(() -> source.opened("q1") + source.opened("q2") == 2);
        String waiting = Api.extract(Api.body("q3", "q4", "q5"));
        int before = given().get("/jobs?limit=1000").jsonPath().getList("$").size();
        Response refused = Api.post(Api.body("q1", "q2"));
        Api.assertProblem(refused, 503, "queue-full");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
        assertThat(given().get("/jobs?limit=1000").jsonPath().getList("$")).hasSize(before);
        String fits = Api.extract(Api.body("q6"));
        gate.letPass();
        for (String job : List.of(running, waiting, fits)) {
            Api.awaitStatus(job, "completed");
        }
        Api.awaitStatus(Api.extract(Api.body("q1", "q2")), "completed");
    }

    @Test
    void aRequestThatNeverFitsTheQueueIsNotRetryable() {
        Api.assertProblem(Api.post(Api.body("q1", "q2", "q3", "q4", "q5")), 400, "too-many-queries");
    }

    @Test
    void repeatingARequestWithItsKeyStartsNothing() {
        String key = UUID.randomUUID().toString();
        String body = Api.body("q1");
        String first = keyed(key, body).then().statusCode(202).extract().path("job_id");
        String again = keyed(key, body).then().statusCode(202).extract().path("job_id");
        Api.awaitStatus(first, "completed");
        String afterwards = Api.extract(body.replace("{", "{\"idempotency_token\": \"" + key + "\", "));
        assertThat(List.of(again, afterwards)).containsOnly(first);
        assertThat(source.opened("q1")).isEqualTo(1);
        Api.assertProblem(keyed(key, Api.body("q2")), 422, "idempotency-key-reused");
    }

    @Test
    void twoJobsNeverWriteToTheSameFolder() {
        Gate gate = new Gate();
        source.script("q1", new FakeRowSource(3).gateBeforeOpen(gate));
        String body = Api.body("q1");
        String first = Api.extract(body);
        Api.assertProblem(Api.post(body), 409, "destination-busy");
        assertThat(Api.post(body).path("detail").toString()).contains(first);
        gate.letPass();
        Api.awaitStatus(first, "completed");
        Api.awaitStatus(Api.extract(body), "completed");
    }

    @Test
    void cancellingStopsWhatRunsAndWhatWaits() {
        Gate gate = new Gate();
        source.script("q1", new FakeRowSource(50_000).gateAfter(10, gate));
        source.script("q2", new FakeRowSource(3).gateBeforeOpen(new Gate()));
        String id = Api.extract(Api.body("q1", "q2", "q3", "q4"));
        gate.awaitReached();
        given().delete("/jobs/" + id).then().statusCode(204);
        JsonPath job = Api.awaitStatus(id, "cancelled");
        assertThat(job.getList("results.status")).contains("cancelled").doesNotContain("running", "pending");
        Api.assertProblem(given().delete("/jobs/" + id), 409, "job-ended");
    }

    @Test
    void anEndedJobCannotBeCancelled() {
        String id = Api.extract(Api.body("q1"));
        Api.awaitStatus(id, "completed");
        Api.assertProblem(given().delete("/jobs/" + id), 409, "job-ended");
        assertThat(Api.job(id).getString("status")).isEqualTo("completed");
    }

    @Test
    void jobsAreListedNewestFirstByStatusAndPage() {
        String older = Api.extract(Api.body("q1"));
        Api.awaitStatus(older, "completed");
        String newer = Api.extract(Api.body("q2"));
        Api.awaitStatus(newer, "completed");
        List<String> completed = given().get("/jobs?status_filter=completed&limit=1000")
                .jsonPath()
                .getList("job_id");
        assertThat(completed).containsSubsequence(newer, older);
        assertThat(given().get("/jobs?limit=1&offset=1").jsonPath().getList("job_id"))
                .containsExactly(older);
        assertThat(given().get("/jobs?status_filter=cancelled&limit=1000")
                        .jsonPath()
                        .getList("job_id"))
                .doesNotContain(newer, older);
    }

    private static Response keyed(String key, String body) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .body(body)
                .post("/extract");
    }

    private static BridgeException transientFailure() {
        return new BridgeException.RemoteTransient(
                ErrorCode.SQLSERVER_CONNECTION_LOST, "The connection was cut.", null);
    }

    private static BridgeException permanentFailure() {
        return new BridgeException.RemotePermanent(ErrorCode.SQLSERVER_INVALID_QUERY, "Incorrect syntax.");
    }
}
