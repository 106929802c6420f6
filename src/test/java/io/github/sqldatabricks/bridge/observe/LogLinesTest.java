package io.github.sqldatabricks.bridge.observe;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.matchesPattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.testing.JsonLog;
import io.github.sqldatabricks.bridge.testing.SandboxTable;
import io.github.sqldatabricks.bridge.testing.WatchedSandbox;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Log lines as a log store gets them. Catches ids that do not come along to the threads of a query, that mix when queries
 * run at the same time or that stay in a thread after its work; and request ids that break a header or get lost.
 */
@QuarkusTest
@TestProfile(WatchedSandbox.class)
class LogLinesTest {

    private static final Pattern JOB_AND_QUERY = Pattern.compile("job=(\\S+) query=([^ :]+)");

    @Test
    void everyLineOfAQueryHasItsIdsOnWhateverThreadItIsWritten() {
        String job = given().contentType(ContentType.JSON)
                .header("X-Request-Id", "nightly-7")
                .body("{\"country\": \"bolivia\", \"destination\": \"/Volumes/main/bridge/landing/logs\"}")
                .post("/extract")
                .then()
                .statusCode(202)
                .header("X-Request-Id", "nightly-7")
                .extract()
                .path("job_id");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> given().get("/jobs/" + job).path("status").equals("completed"));
        List<JsonNode> lines = linesWith(LogScope.JOB_ID, job);
        assertThat(threads(lines)).contains("executor-thread-", "extraction-pool-", "extraction-");
        assertThat(linesOf(lines, "SQL Server answers")).hasSize(5).allSatisfy(LogLinesTest::assertQuery);
        assertThat(linesOf(lines, "is in the volume"))
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(LogLinesTest::assertQuery);
        assertThat(linesOf(JsonLog.lines(), "query=")).isNotEmpty().allSatisfy(LogLinesTest::assertSaysWhatItHas);
        assertThat(linesOf(lines, "A job is stored: job=" + job + " user="))
                .singleElement()
                .satisfies(line -> assertThat(id(line, LogScope.REQUEST_ID)).isEqualTo("nightly-7"));
    }

    @Test
    void everyLineOfAnEventHasItsId() {
        SandboxTable.create("logged", 100);
        given().contentType(ContentType.JSON)
                .body("{\"operation\": \"DELETE\", \"target_table\": \"dbo.logged\", \"event_id\": \"logged-1\","
                        + " \"filter_conditions\": {\"warehouse\": \"La Paz\"}}")
                .post("/sync/events?process_immediately=true")
                .then()
                .statusCode(200);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(linesWith(LogScope.EVENT_ID, "logged-1"))
                        .extracting(line -> line.get("message").asText())
                        .contains(
                                "Event accepted: event=logged-1 operation=DELETE target=dbo.logged",
                                "Attempt begins: event=logged-1 attempt=1",
                                "Attempt ended: event=logged-1 status=completed"
                                        + " changed=\"0 inserted, 0 updated, 100 deleted\" error=none"));
        assertThat(linesOf(JsonLog.lines(), "event=logged-1"))
                .allSatisfy(line -> assertThat(id(line, LogScope.EVENT_ID)).isEqualTo("logged-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "has a space",
                "é",
                "<script>",
                "0123456789012345678901234567890123456789012345678901234567890123456789"
            })
    void aRequestIdThatIsNoneIsReplaced(String given) {
        String answered = given().header("X-Request-Id", given)
                .get("/jobs/none")
                .then()
                .extract()
                .header("X-Request-Id");
        assertThat(answered).matches("[0-9a-f-]{36}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/jobs/none", "/nowhere", "/health/ready", "/metrics"})
    void everyAnswerHasARequestId(String path) {
        given().get(path).then().header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"));
    }

    private static void assertQuery(JsonNode line) {
        assertThat(id(line, LogScope.QUERY)).isNotBlank();
    }

    /** Of queries that run at the same time, each line has its own query's ids. */
    private static void assertSaysWhatItHas(JsonNode line) {
        Matcher said = JOB_AND_QUERY.matcher(line.get("message").asText());
        assertThat(said.find()).isTrue();
        assertThat(id(line, LogScope.QUERY)).isEqualTo(said.group(2));
        assertThat(id(line, LogScope.JOB_ID)).isEqualTo(said.group(1));
    }

    private static List<JsonNode> linesWith(String key, String id) {
        return JsonLog.lines().stream().filter(line -> id(line, key).equals(id)).toList();
    }

    private static List<JsonNode> linesOf(List<JsonNode> lines, String message) {
        return lines.stream()
                .filter(line -> line.get("loggerName").asText().startsWith("io.github.sqldatabricks"))
                .filter(line -> line.get("message").asText().contains(message))
                .toList();
    }

    private static String id(JsonNode line, String key) {
        return line.path("mdc").path(key).asText();
    }

    private static List<String> threads(List<JsonNode> lines) {
        return lines.stream()
                .map(line -> line.get("threadName").asText().replaceAll("\\d+$", ""))
                .distinct()
                .toList();
    }
}
