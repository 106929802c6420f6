package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Who sees and cancels which job, with real tokens over real HTTP; and, since retries are an hour apart here, cancels
 * between two attempts. Catches jobs, keys or lists that leak from one user to another.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class OwnershipTest {

    @Inject
    ScriptedRowSource source;

    @BeforeEach
    void reset() {
        source.reset();
    }

    @Test
    void aJobIsVisibleToItsOwnerAndToAdminsOnly() {
        String id = extract("ana", Api.body("q1"));
        as("ana").get("/jobs/" + id).then().statusCode(200);
        as("eve").get("/jobs/" + id).then().statusCode(200);
        Api.assertProblem(as("bob").get("/jobs/" + id), 404, "unknown-job");
        Api.assertProblem(as("bob").delete("/jobs/" + id), 404, "unknown-job");
        assertThat(as("ana").get("/jobs").jsonPath().getList("job_id")).contains(id);
        assertThat(as("eve").get("/jobs").jsonPath().getList("job_id")).contains(id);
        assertThat(as("bob").get("/jobs").jsonPath().getList("job_id")).doesNotContain(id);
    }

    @Test
    void theSameKeyOfTwoUsersMeansTwoJobs() {
        String body = Api.body("q1").replace("{", "{\"idempotency_token\": \"shared\", ");
        String anas = extract("ana", body);
        await().until(() -> status("ana", anas).equals("completed"));
        assertThat(extract("bob", body)).isNotEqualTo(anas);
        assertThat(extract("ana", body)).isEqualTo(anas);
    }

    @Test
    void aQueryOfATableThatTheTokenMayNotReadIsRefusedAndStoresNothing() {
        int before = as("bob").get("/jobs").jsonPath().getList("$").size();
        Api.assertProblem(post("bob", Api.body("q1", "q2")), 403, "read-not-allowed");
        assertThat(as("bob").get("/jobs").jsonPath().getList("$")).hasSize(before);
    }

    @Test
    void withoutATokenNothingIsAnswered() {
        Api.assertProblem(given().get("/jobs"), 401, "token-missing");
        Api.assertProblem(given().contentType(ContentType.JSON).body("{}").post("/extract"), 401, "token-missing");
    }

    @Test
    void cancellingEndsTheWaitForTheNextAttempt() {
        source.script(
                "q1",
                new FakeRowSource(3)
                        .failAfter(
                                0,
                                new BridgeException.RemoteTransient(
                                        ErrorCode.SQLSERVER_CONNECTION_LOST, "Cut.", null)));
        String id = extract("ana", Api.body("q1"));
        await().atMost(Duration.ofSeconds(20)).until(() -> source.opened("q1") == 1);
        as("ana").delete("/jobs/" + id).then().statusCode(204);
        await().atMost(Duration.ofSeconds(20)).until(() -> status("ana", id).equals("cancelled"));
        assertThat(source.opened("q1")).isEqualTo(1);
    }

    private static String status(String user, String id) {
        return as(user).get("/jobs/" + id).path("status");
    }

    private static String extract(String user, String body) {
        return post(user, body).then().statusCode(202).extract().path("job_id");
    }

    private static Response post(String user, String body) {
        return as(user).body(body).post("/extract");
    }
}
