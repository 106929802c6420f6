package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.Users;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** The REST API as a caller uses it. */
public final class Api {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Api() {}

    /** A body that asks for the queries, to a folder that no other test uses. */
    static String body(String... queries) {
        return bodyTo("/Volumes/main/bridge/" + UUID.randomUUID(), queries);
    }

    static String bodyTo(String destination, String... queries) {
        String names = List.of(queries).stream().map(name -> '"' + name + '"').collect(Collectors.joining(","));
        return "{\"country\": \"bolivia\", \"destination\": \"" + destination + "\", \"queries\": [" + names + "]}";
    }

    static Response post(String body) {
        return given().contentType(ContentType.JSON).body(body).post("/extract");
    }

    /** Posts and returns the id of the job. */
    static String extract(String body) {
        return post(body).then().statusCode(202).extract().path("job_id");
    }

    static JsonPath job(String id) {
        return given().get("/jobs/" + id).then().statusCode(200).extract().jsonPath();
    }

    static JsonPath awaitStatus(String id, String status) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(job(id).getString("status")).isEqualTo(status));
        return job(id);
    }

    /** Waits until the user's job has ended, well or badly. */
    public static void awaitEnd(String user, String id) {
        await().atMost(PATIENCE).until(() -> Users.as(user).get("/jobs/" + id).path("completed_at") != null);
    }

    /** The answer is a problem of this status and code, complete as RFC 9457 wants it, and tells nothing inner. */
    public static ValidatableResponse assertProblem(Response response, int status, String code) {
        ValidatableResponse checked = response.then().statusCode(status).contentType("application/problem+json");
        JsonPath problem = response.jsonPath();
        assertThat(problem.getString("code")).isEqualTo(code);
        assertThat(problem.getInt("status")).isEqualTo(status);
        assertThat(problem.getString("type")).endsWith(code);
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("detail")).isNotBlank();
        assertThat(problem.getString("instance")).startsWith("urn:uuid:");
        assertThat(problem.getBoolean("retryable")).isEqualTo(status == 503);
        assertThat(response.asString()).doesNotContain("Exception", "\tat ", "com.fasterxml", "io.github");
        return checked;
    }
}
