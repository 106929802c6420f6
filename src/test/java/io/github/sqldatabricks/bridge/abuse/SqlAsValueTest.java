package io.github.sqldatabricks.bridge.abuse;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Hostile texts of somebody who may do everything, so that they come as far as the databases. Catches a value or a name that is run as
 * SQL, by looking at the tables, and one that changes a row that it does not name.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class SqlAsValueTest {

    @TestHTTPResource("/")
    URI base;

    private Caller caller;
    private SandboxTables tables;

    @BeforeEach
    void look() {
        caller = new Caller(base);
        tables = new SandboxTables(caller);
    }

    @AfterEach
    void nothingWasExecuted() {
        tables.assertUnchanged();
    }

    private HttpResponse<String> apply(String body) {
        return caller.send("POST", "/sync/events?process_immediately=true", Caller.token("ana"), body);
    }

    @Test
    void aConditionsValueIsAValue() {
        for (String text : Hostile.texts()) {
            String body =
                    "{\"operation\": \"DELETE\", \"target_table\": \"dbo.stock\", \"filter_conditions\": {\"warehouse\": "
                            + Json.text(text) + "}}";
            assertNothingChanged(apply(body), body);
        }
    }

    @Test
    void aConditionsColumnIsAName() {
        for (String text : Hostile.texts()) {
            String body = "{\"operation\": \"DELETE\", \"target_table\": \"dbo.stock\", \"filter_conditions\": {"
                    + Json.text(text) + ": \"La Paz\"}}";
            assertNothingChanged(apply(body), body);
        }
    }

    @Test
    void aTargetTableIsAName() {
        for (String text : Hostile.texts()) {
            String body = "{\"operation\": \"DELETE\", \"target_table\": " + Json.text(text)
                    + ", \"filter_conditions\": {\"warehouse\": \"La Paz\"}}";
            assertNothingChanged(apply(body), body);
        }
    }

    @Test
    void aKeyColumnIsAName() {
        for (String text : Hostile.texts()) {
            String body =
                    "{\"operation\": \"UPDATE\", \"target_table\": \"dbo.stock\", \"source_table\": \"bridge.events.bridge_events\","
                            + " \"primary_keys\": [" + Json.text(text) + "]}";
            assertNothingChanged(apply(body), body);
        }
    }

    @Test
    void aSourceTableIsAName() {
        for (String text : Hostile.texts()) {
            String name = "main.`"
                    + text.replace("`", "``").replace(".", "").replace("/", "").replace(" ", "") + "`.t";
            String body = "{\"operation\": \"INSERT\", \"target_table\": \"dbo.stock\", \"source_table\": "
                    + Json.text(name) + "}";
            assertNothingChanged(apply(body), body);
        }
    }

    private static void assertNothingChanged(HttpResponse<String> answer, String body) {
        assertThat(answer.statusCode()).as("%s -> %s", body, answer.body()).isIn(200, 202, 400);
        if (answer.statusCode() == 400) {
            Caller.assertRefused(answer, body);
        } else {
            assertThat(Json.read(answer.body()).path("rows_affected").asInt())
                    .as(body)
                    .isZero();
        }
    }

    @Test
    void aParameterIsAValue() {
        List<String> jobs = new ArrayList<>();
        for (String text : Hostile.texts()) {
            String body =
                    "{\"country\": \"bolivia\", \"queries\": [\"customers_by_nation\"], \"parameters\": {\"nation\": "
                            + Json.text(text) + "}, \"destination\": \"/Volumes/main/bridge/landing/"
                            + UUID.randomUUID() + "\"}";
            HttpResponse<String> answer = caller.send("POST", "/extract", Caller.token("ana"), body);
            assertThat(answer.statusCode()).as("%s -> %s", body, answer.body()).isIn(202, 400);
            if (answer.statusCode() == 202) {
                jobs.add(Json.read(answer.body()).path("job_id").asText());
            }
        }
        assertThat(jobs).isNotEmpty().allSatisfy(this::endsWithoutARow);
    }

    private void endsWithoutARow(String id) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> job(id).hasNonNull("completed_at"));
        assertThat(job(id).path("status").asText()).isEqualTo("completed");
        assertThat(job(id).at("/results/0/rows_extracted").asInt(-1)).isZero();
    }

    private JsonNode job(String id) {
        return Json.read(caller.get("/jobs/" + id, Caller.token("ana")).body());
    }
}
