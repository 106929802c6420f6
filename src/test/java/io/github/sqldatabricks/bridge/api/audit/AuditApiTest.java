package io.github.sqldatabricks.bridge.api.audit;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.api.Api;
import io.github.sqldatabricks.bridge.audit.AuditChain;
import io.github.sqldatabricks.bridge.audit.AuditConfig;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.github.sqldatabricks.bridge.audit.AuditVerifier;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The audit trail of the whole service, over real HTTP with real tokens. Catches requests, decisions and work that leave no record, a
 * record that holds a token or a parameter's value, readers who are no administrators, and pages that lose records.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class AuditApiTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    ScriptedRowSource source;

    @Inject
    AuditStore store;

    @Inject
    AuditConfig config;

    @BeforeEach
    void reset() {
        source.reset();
    }

    private static JsonPath audit(String parameters) {
        return as("eve")
                .get("/audit?" + parameters)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** The newest record that matches, as soon as it is there. */
    private static JsonPath awaitOne(String parameters) {
        await().atMost(PATIENCE)
                .until(() -> !audit(parameters).getList("records").isEmpty());
        return audit(parameters).setRootPath("records[0]");
    }

    private static Response extract(String user, String... queries) {
        return as(user).body(body(queries)).post("/extract");
    }

    private static String body(String... queries) {
        return "{\"country\": \"bolivia\", \"destination\": \"/Volumes/main/bridge/" + UUID.randomUUID()
                + "\", \"queries\": [\"" + String.join("\", \"", queries) + "\"]}";
    }

    @Test
    void everyRequestIsRecordedWithWhoAndFromWhere() {
        String path = "/jobs/" + UUID.randomUUID();
        as("amy").get(path).then().statusCode(404);
        JsonPath found = awaitOne("resource=" + path);
        assertThat(found.getString("event_type")).isEqualTo("auth_success");
        assertThat(found.getString("user_name")).isEqualTo("amy");
        assertThat(found.getString("action")).isEqualTo("GET");
        assertThat(found.getString("source_ip")).matches("127\\.0\\.0\\.1|.*:.*1");
        // printf token-of-amy | sha256sum
        assertThat(found.getString("user_token_prefix")).isEqualTo("32f4c5c0");
        assertThat(found.getString("hash")).hasSize(64);
    }

    @Test
    void aFailedLogInIsRecordedWithoutItsToken() {
        String path = "/jobs/" + UUID.randomUUID();
        given().header("Authorization", "Bearer guessed-secret")
                .get(path)
                .then()
                .statusCode(401);
        JsonPath found = awaitOne("type=auth_failure&resource=" + path);
        assertThat(found.getString("user_name")).isNull();
        assertThat(found.getString("status")).isEqualTo("failure");
        assertThat(found.getString("error")).startsWith("token-unknown");
        assertThat(found.getString("user_token_prefix")).hasSize(8);
        assertThat(everything()).doesNotContain("guessed-secret");
    }

    @Test
    void anExtractionLeavesItsDecisionItsBeginAndItsEnd() {
        source.script("q1", new FakeRowSource(7));
        String job = extract("amy", "q1").then().statusCode(202).extract().path("job_id");
        JsonPath end = awaitOne("type=extraction_completed&resource=job:" + job);
        assertThat(end.getString("user_name")).isEqualTo("amy");
        assertThat(end.getInt("details.rows")).isEqualTo(7);
        assertThat(end.getString("details.query")).isEqualTo("q1");
        assertThat(end.getMap("details")).containsKeys("duration_ms", "bytes", "destination", "country");
        JsonPath decision = awaitOne("type=permission_granted&resource=job:" + job);
        assertThat(decision.getList("details.tables"))
                .hasSize(1)
                .first()
                .asString()
                .contains("t1");
        assertThat(decision.getString("source_ip")).isNotBlank();
        assertThat(awaitOne("type=extraction_started&resource=job:" + job).getList("details.tables"))
                .hasSize(1);
    }

    @Test
    void oneLookAtAJobShowsWhatBecameOfIt() {
        String job = extract("amy", "q1").then().statusCode(202).extract().path("job_id");
        awaitOne("type=extraction_completed&resource=job:" + job);
        assertThat(audit("resource=job:" + job).getList("records.event_type"))
                .isEqualTo(List.of("extraction_completed", "extraction_started", "permission_granted"));
    }

    @Test
    void anExtractionThatIsNotAllowedIsRecordedWithItsTables() {
        Api.assertProblem(extract("amy", "q1", "q2"), 403, "read-not-allowed");
        JsonPath denied = awaitOne("type=permission_denied&user=amy");
        assertThat(denied.getString("status")).isEqualTo("denied");
        assertThat(denied.getList("details.tables")).hasSize(2);
        assertThat(denied.getString("error")).startsWith("read-not-allowed");
    }

    @Test
    void aCancelIsRecordedAndSoIsOneThatFailed() {
        String job = extract("ada", "q1").then().statusCode(202).extract().path("job_id");
        Api.awaitEnd("ada", job);
        as("ada").delete("/jobs/" + job).then().statusCode(409);
        JsonPath refused = awaitOne("type=job_cancelled&resource=job:" + job);
        assertThat(refused.getString("status")).isEqualTo("failure");
        assertThat(refused.getString("error")).isEqualTo("job-ended");
    }

    @Test
    void onlyAdministratorsReadAndReadingIsRecorded() {
        Api.assertProblem(as("ada").get("/audit"), 403, "admin-only");
        Api.assertProblem(given().get("/audit"), 401, "token-missing");
        assertThat(awaitOne("type=permission_denied&resource=audit").getString("user_name"))
                .isEqualTo("ada");
        String marked = Instant.now().minusSeconds(5).toString();
        audit("from=" + marked);
        await().atMost(PATIENCE)
                .until(() ->
                        audit("type=audit_read").getList("records.details.from").contains(marked));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=1001",
                "limit=x",
                "after=x",
                "from=yesterday",
                "to=1",
                "type=nothing",
                "status=good"
            })
    void wrongParametersAreRefused(String parameter) {
        Api.assertProblem(as("eve").get("/audit?" + parameter), 400, "invalid-field");
    }

    @Test
    void pagesHaveEveryRecordOnceWhileRequestsGoOn() {
        for (int i = 0; i < 20; i++) {
            as("ada").get("/jobs").then().statusCode(200);
        }
        await().atMost(PATIENCE)
                .until(() -> audit("user=ada&type=auth_success&limit=1000")
                                .getList("records")
                                .size()
                        >= 20);
        List<Integer> before = audit("user=ada&limit=1000").getList("records.sequence");
        List<Integer> seen = new ArrayList<>();
        String next = "";
        while (next != null) {
            JsonPath page = audit("user=ada&limit=7" + (next.isEmpty() ? "" : "&after=" + next));
            seen.addAll(page.getList("records.sequence"));
            next = page.getString("next");
            as("ada").get("/jobs").then().statusCode(200);
        }
        assertThat(new HashSet<>(seen)).hasSameSizeAs(seen).containsAll(before);
    }

    @Test
    void noTokenAndNoParameterIsInAnyRecordAndTheChainIsWhole() {
        String body = body("q1").replace("{\"country", "{\"parameters\": {\"b\": \"data-value-4711\"}, \"country");
        String job = as("ada")
                .contentType(ContentType.JSON)
                .body(body)
                .post("/extract")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        Api.awaitEnd("ada", job);
        awaitOne("type=extraction_completed&resource=job:" + job);
        assertThat(everything()).doesNotContain("token-of-", "data-value-4711");
        assertThat(new AuditVerifier(store, AuditChain.of(config.key()), Optional.empty()).verify())
                .isInstanceOf(AuditVerifier.Result.Intact.class);
    }

    private String everything() {
        return store.after(0, 1_000_000).toString();
    }

    @Test
    void administratorsHearHowTheTrailIsAndWhetherItIsWhole() {
        JsonPath before =
                as("eve").get("/audit/state").then().statusCode(200).extract().jsonPath();
        assertThat(before.getLong("records")).isPositive();
        assertThat(before.getLong("head_sequence")).isGreaterThanOrEqualTo(before.getLong("oldest_sequence"));
        assertThat(before.getString("head_hash")).hasSize(64);
        assertThat(before.getString("problem")).isNull();
        JsonPath found =
                as("eve").post("/audit/verify").then().statusCode(200).extract().jsonPath();
        assertThat(found.getString("verdict")).isEqualTo("intact");
        assertThat(found.getLong("records")).isGreaterThanOrEqualTo(before.getLong("records"));
        JsonPath after = as("eve").get("/audit/state").jsonPath();
        assertThat(after.getString("last_verification.verdict")).isEqualTo("intact");
        assertThat(after.getBoolean("verifying")).isFalse();
        assertThat(audit("user=eve&type=audit_read").getList("records.action")).contains("verify");
    }

    @Test
    void whoIsNoAdministratorHearsNothingOfTheTrail() {
        Api.assertProblem(as("ana").get("/audit/state"), 403, "admin-only");
        Api.assertProblem(as("ana").post("/audit/verify"), 403, "admin-only");
    }
}
