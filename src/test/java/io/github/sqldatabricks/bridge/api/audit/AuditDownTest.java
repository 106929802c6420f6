package io.github.sqldatabricks.bridge.api.audit;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.api.Api;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.testing.BreakableAuditStore;
import io.github.sqldatabricks.bridge.testing.ProvidedService;
import io.github.sqldatabricks.bridge.testing.Users;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The service while its audit trail takes no records, over real HTTP. Catches work that is done without a record, a refusal that
 * nobody sees in readiness and metrics, requests that only look and are refused, and records that are lost meanwhile.
 */
@QuarkusTest
@TestProfile(ProvidedService.class)
class AuditDownTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    BreakableAuditStore store;

    @AfterEach
    void repair() {
        store.memory().down(false);
    }

    private static Response extract() {
        return Users.as("all")
                .body("{\"country\": \"bolivia\", \"queries\": [\"q1\"], \"destination\": \"/Volumes/main/bridge/"
                        + UUID.randomUUID() + "\"}")
                .post("/extract");
    }

    private List<String> types() {
        return store.memory().copy().stream()
                .map(AuditRecord::entry)
                .map(entry -> entry.type() + " " + entry.status())
                .toList();
    }

    private static void awaitReadiness(String status) {
        await().atMost(PATIENCE)
                .until(() -> status.equals(given().get("/health/ready")
                        .jsonPath()
                        .getString("checks.find { it.name == 'audit-trail' }.status")));
    }

    @Test
    void workIsRefusedAndLookingIsNotAndAfterwardsEveryAttemptIsThere() {
        int jobs = Users.as("all").get("/jobs").jsonPath().getList("$").size();
        store.memory().down(true);
        Response refused = extract();
        Api.assertProblem(refused, 503, "audit-unavailable");
        assertThat(refused.header("Retry-After")).isEqualTo("10");
        assertThat(Users.as("all")
                        .get("/jobs")
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getList("$"))
                .hasSize(jobs);
        awaitReadiness("DOWN");
        given().get("/health/ready").then().statusCode(503);
        assertThat(given().get("/metrics").asString()).containsPattern("bridge_audit_refused_total(\\{.*})? [1-9]");
        store.memory().down(false);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(types()).contains("permission_granted failure"));
        awaitReadiness("UP");
        extract().then().statusCode(202);
    }
}
