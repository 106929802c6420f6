package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.ProcessOutput;
import io.github.sqldatabricks.bridge.testing.SandboxTable;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;

/**
 * The REST API of a process.
 *
 * @param uri where it listens
 * @param token of the caller
 */
record Service(String uri, String token) {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    static Service of(BridgeProcess process, String token) {
        return new Service(process.uri(), token);
    }

    Response get(String path) {
        return kept(request().get(path));
    }

    Response post(String path, String body) {
        return kept(request().body(body).post(path));
    }

    /** Runs a statement in the sandbox's workspace. */
    Response databricks(String statement) {
        return sandbox("databricks", statement);
    }

    /** Runs a statement at one side of the sandbox. */
    Response sandbox(String side, String statement) {
        return kept(SandboxTable.statement(statement)
                .baseUri(uri)
                .header("Authorization", "Bearer " + token)
                .post("/sandbox/" + side));
    }

    private static Response kept(Response answer) {
        ProcessOutput.answer(answer.getHeaders() + "\n" + answer.asString());
        return answer;
    }

    private RequestSpecification request() {
        return given().baseUri(uri).header("Authorization", "Bearer " + token).contentType(ContentType.JSON);
    }

    /** Accepts a job and returns its id. */
    String extract(String body) {
        return post("/extract", body).then().statusCode(202).extract().path("job_id");
    }

    JsonPath job(String id) {
        return get("/jobs/" + id).then().statusCode(200).extract().jsonPath();
    }

    /** Waits until the job has this status, and fails at once when it has ended in another way. */
    JsonPath awaitJob(String id, String status) {
        await().atMost(PATIENCE).until(() -> !job(id).getString("status").matches("pending|running"));
        JsonPath job = job(id);
        assertThat(job.getString("status")).as(job.prettify()).isEqualTo(status);
        return job;
    }

    /** Waits until rows of the job's only query arrive, and its end is still to come. */
    void awaitRows(String id) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> job(id).getLong("results[0].rows_extracted") > 0);
        assertThat(job(id).getString("status")).isEqualTo("running");
    }
}
