package io.github.sqldatabricks.bridge.observe;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.LastingService;
import io.github.sqldatabricks.bridge.testing.LogRecords;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A service without a collector. Catches lines that name a trace which nobody can look up. */
@QuarkusTest
@TestProfile(LastingService.class)
class UntracedTest {

    @Test
    void noLineNamesATrace() {
        try (LogRecords log = LogRecords.of("io.github.sqldatabricks.bridge")) {
            String job = given().contentType(ContentType.JSON)
                    .body(
                            "{\"country\": \"bolivia\", \"queries\": [\"q1\"], \"destination\": \"/Volumes/main/bridge/untraced\"}")
                    .post("/extract")
                    .then()
                    .statusCode(202)
                    .extract()
                    .path("job_id");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> given().get("/jobs/" + job).path("status").equals("completed"));
            assertThat(log.contexts())
                    .anyMatch(context -> job.equals(context.get(LogScope.JOB_ID)))
                    .noneMatch(context -> context.containsKey(LogScope.TRACE_ID));
        }
    }
}
