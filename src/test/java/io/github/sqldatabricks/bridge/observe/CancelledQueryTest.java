package io.github.sqldatabricks.bridge.observe;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.Gate;
import io.github.sqldatabricks.bridge.testing.LastingService;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A query that a user cancels while it runs. Catches a catalogue that counts it as failed, or as running for ever. */
@QuarkusTest
@TestProfile(LastingService.class)
class CancelledQueryTest {

    @Inject
    ScriptedRowSource source;

    @Test
    void aCancelledQueryIsToldAsAborted() {
        Gate gate = new Gate();
        source.script("told", new FakeRowSource(50_000).gateAfter(10, gate));
        String job = given().contentType(ContentType.JSON)
                .body("{\"country\": \"peru\", \"queries\": [\"told\"]}")
                .post("/extract")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        gate.awaitReached();
        given().delete("/jobs/" + job).then().statusCode(204);
        await().atMost(Duration.ofSeconds(20)).until(() -> events().size() == 2);
        assertThat(events())
                .extracting(event -> event.get("eventType").asText())
                .containsExactly("START", "ABORT");
        assertThat(events())
                .extracting(event -> event.at("/run/runId").asText())
                .containsOnly(events().get(0).at("/run/runId").asText());
    }

    private static List<JsonNode> events() {
        return LastingService.CATALOGUE.events("extraction.peru.told");
    }
}
