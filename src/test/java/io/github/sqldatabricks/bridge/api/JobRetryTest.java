package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Jobs as a console or a script finds them and tries them again, by real HTTP. Catches: filters that let others' jobs through, pages that
 * lose or double jobs, retries of what has succeeded, with other parameters, or of another user's job.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class JobRetryTest {

    @Inject
    ScriptedRowSource source;

    @BeforeEach
    void reset() {
        source.reset();
    }

    @Test
    void onlyTheFailedQueriesRunAgainWithTheSameParameters() {
        String failed = failedJob("ana");
        source.reset();

        Response answer = as("ana").body("{}").post("/jobs/" + failed + "/retry");

        String again = answer.then().statusCode(202).extract().path("job_id");
        assertThat(answer.header("Location")).isEqualTo("/jobs/" + again);
        Api.awaitEnd("ana", again);
        JsonPath job = job("ana", again);
        assertThat(job.getString("status")).isEqualTo("completed");
        assertThat(job.getString("retry_of")).isEqualTo(failed);
        assertThat(job.getString("owner")).isEqualTo("ana");
        assertThat(job.getString("destination")).isEqualTo(job("ana", failed).getString("destination"));
        assertThat(job.getList("results.query_name")).containsExactly("q2");
        assertThat(job.getString("results[0].folder")).endsWith("/bolivia/q2");
        assertThat(Instant.parse(job.getString("results[0].ended_at")))
                .isAfterOrEqualTo(Instant.parse(job.getString("results[0].started_at")));
        assertThat(source.opened("q1")).isZero();
        assertThat(source.opened("q2")).isEqualTo(1);
        assertThat(source.sent("q2").parameters().toString()).contains("77");
        assertThat(job("ana", failed).getString("retry_of")).isNull();
    }

    @Test
    void whatHasSucceededIsNotTriedAgain() {
        String failed = failedJob("ana");
        Api.assertProblem(
                as("ana").body("{\"queries\": [\"q1\"]}").post("/jobs/" + failed + "/retry"), 409, "nothing-to-retry");
        Api.assertProblem(
                as("ana").body("{\"queries\": [\"q6\"]}").post("/jobs/" + failed + "/retry"), 409, "nothing-to-retry");
        Api.assertProblem(as("ana").body("{\"queries\": []}").post("/jobs/" + failed + "/retry"), 400, "invalid-field");
        Api.assertProblem(as("ana").body("").post("/jobs/" + failed + "/retry"), 400, "missing-body");
    }

    @Test
    void aJobThatHasNotEndedIsNotTriedAgain() {
        source.script("q1", failing(ErrorCode.SQLSERVER_CONNECTION_LOST));
        String id = extract("ana", Api.body("q1"));
        Api.assertProblem(as("ana").body("{}").post("/jobs/" + id + "/retry"), 409, "job-not-ended");
        as("ana").delete("/jobs/" + id).then().statusCode(204);
        Api.awaitEnd("ana", id);
        source.reset();
        String again = as("ana")
                .body("{\"queries\": [\"q1\"], \"overwrite\": true}")
                .post("/jobs/" + id + "/retry")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        Api.awaitEnd("ana", again);
        assertThat(job("ana", again).getString("status")).isEqualTo("completed");
    }

    @Test
    void thePermissionsOfWhoRetriesCountAndOthersJobsAreUnknown() {
        String failed = failedJob("ana");
        Api.assertProblem(as("bob").body("{}").post("/jobs/" + failed + "/retry"), 404, "unknown-job");
        String adminsOwn = as("eve")
                .body("{}")
                .post("/jobs/" + failed + "/retry")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        assertThat(job("eve", adminsOwn).getString("owner")).isEqualTo("eve");
    }

    @Test
    void theSameKeyMakesOneRetry() {
        String failed = failedJob("ana");
        String key = UUID.randomUUID().toString();
        String first = retryWithKey(failed, key);
        Api.awaitEnd("ana", first);
        assertThat(retryWithKey(failed, key)).isEqualTo(first);
    }

    private static String retryWithKey(String job, String key) {
        return as("ana")
                .header("Idempotency-Key", key)
                .body("{}")
                .post("/jobs/" + job + "/retry")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
    }

    @Test
    void filtersFindOwnJobsOnlyAndPagesNeitherLoseNorDouble() {
        String from = Instant.now().toString();
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(ended("ben", Api.body("q3")));
        }
        String others = ended("ana", Api.body("q3"));
        String filter = "/jobs?limit=2&query=q3&country=BOLIVIA&status_filter=completed,failed&from=" + from;

        List<String> seen = new ArrayList<>();
        Response page = as("ben").get(filter);
        while (page.header("Bridge-Next") != null) {
            seen.addAll(page.jsonPath().getList("job_id"));
            ended("ben", Api.body("q3"));
            page = as("ben").get(filter + "&after=" + page.header("Bridge-Next"));
        }
        seen.addAll(page.jsonPath().getList("job_id"));

        assertThat(seen).hasSize(5).containsExactlyInAnyOrderElementsOf(new HashSet<>(made));
        assertThat(as("ben").get("/jobs?owner=ana").jsonPath().getList("$")).isEmpty();
        assertThat(as("eve").get("/jobs?owner=ana&from=" + from).jsonPath().getList("job_id"))
                .containsExactly(others);
        assertThat(as("eve")
                        .get("/jobs?to=" + from + "&from=" + from)
                        .jsonPath()
                        .getList("job_id"))
                .isEmpty();
        assertThat(as("ben").get("/jobs?country=peru&from=" + from).jsonPath().getList("job_id"))
                .isEmpty();
        long completed = as("ben").get("/jobs/stats").jsonPath().getLong("by_status.completed");
        assertThat(completed).isGreaterThanOrEqualTo(5);
        assertThat(as("eve").get("/jobs/stats").jsonPath().getLong("total")).isGreaterThan(completed);
    }

    @Test
    void filtersThatMeanNothingAreRefused() {
        Api.assertProblem(as("ana").get("/jobs?status_filter=failed,"), 400, "invalid-status");
        Api.assertProblem(as("ana").get("/jobs?from=yesterday"), 400, "invalid-field");
        Api.assertProblem(as("ana").get("/jobs?to=%2B100000-01-01T00:00:00Z"), 400, "invalid-field");
        Api.assertProblem(as("ana").get("/jobs?after=12"), 400, "invalid-field");
        Api.assertProblem(as("ana").get("/jobs?query=a%2Fb"), 400, "invalid-query-name");
        Api.assertProblem(as("ana").get("/jobs?country=.."), 400, "invalid-country");
    }

    /** A job of two queries, of which the second has failed for good. */
    private String failedJob(String user) {
        source.script("q2", failing(ErrorCode.SQLSERVER_QUERY_FAILED));
        String body = Api.body("q1", "q2").replaceFirst("\\{", "{\"parameters\": {\"b\": 77}, ");
        String id = ended(user, body);
        assertThat(job(user, id).getString("status")).isEqualTo("failed");
        source.reset();
        return id;
    }

    private static FakeRowSource failing(ErrorCode code) {
        boolean passes = code == ErrorCode.SQLSERVER_CONNECTION_LOST;
        return new FakeRowSource(3)
                .failAfter(
                        0,
                        passes
                                ? new BridgeException.RemoteTransient(code, "Cut.", null)
                                : new BridgeException.RemotePermanent(code, "Refused."));
    }

    private static String ended(String user, String body) {
        String id = extract(user, body);
        Api.awaitEnd(user, id);
        return id;
    }

    private static String extract(String user, String body) {
        return as(user).body(body)
                .post("/extract")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
    }

    private static JsonPath job(String user, String id) {
        return as(user).get("/jobs/" + id).then().statusCode(200).extract().jsonPath();
    }
}
