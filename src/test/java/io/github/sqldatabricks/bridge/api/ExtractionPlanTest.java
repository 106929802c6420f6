package io.github.sqldatabricks.bridge.api;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.testing.FakeRowSource;
import io.github.sqldatabricks.bridge.testing.Gate;
import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code POST /extract?dry_run=true} by real HTTP. Catches a dry run that stores or reads something, secrets and others' SQL that it shows, and
 * plans that say otherwise than what then happens.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class ExtractionPlanTest {

    @Inject
    ScriptedRowSource source;

    @BeforeEach
    void reset() {
        source.reset();
    }

    @Test
    void thePlanShowsBoundStatementsAndNothingIsDone() {
        int jobs = total("ana");
        String body = Api.body("q1", "q2").replaceFirst("\\{", "{\"parameters\": {\"b\": [7, 8]}, ");
        Api.assertProblem(as("ana").body(body).post("/extract?dry_run=true"), 400, "invalid-parameter");
        body = Api.body("q1", "q2").replaceFirst("\\{", "{\"parameters\": {\"b\": 77}, ");
        JsonPath plan = plan("ana", body);
        assertThat(plan.getBoolean("accepted")).isTrue();
        assertThat(plan.getList("queries.query_name")).containsExactly("q1", "q2");
        assertThat(plan.getString("queries[0].sql")).contains("SELECT a FROM dbo.t1 WHERE b = ?");
        assertThat(plan.getList("queries[0].values")).containsExactly("77");
        assertThat(plan.getMap("queries[0].parameters")).containsEntry("b", "77");
        assertThat(plan.getList("queries[0].tables")).containsExactly("dbo.t1");
        assertThat(plan.getString("queries[0].output")).isEqualTo("new");
        assertThat(plan.getString("queries[0].folder")).endsWith("/bolivia/q1");
        assertThat(plan.getString("queries[0].columns")).isNull();
        assertThat(total("ana")).isEqualTo(jobs);
        assertThat(source.opened("q1")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b"})
    void anIdempotencyKeyThatIsNoneIsRefused(String key) {
        RequestSpecification asked = as("ana").header("Idempotency-Key", key).body(Api.body("q1"));

        Api.assertProblem(asked.post("/extract?dry_run=true"), 400, "invalid-idempotency-key");
        Api.assertProblem(asked.post("/extract"), 400, "invalid-idempotency-key");
    }

    @Test
    void whatIsThereIsForeseen() {
        String folder = "/Volumes/main/bridge/" + UUID.randomUUID();
        String body = Api.bodyTo(folder, "q3");
        String job = as("ana").body(body).post("/extract").path("job_id");
        Api.awaitEnd("ana", job);

        assertThat(plan("ana", body).getString("queries[0].output")).isEqualTo("skipped");
        JsonPath replaced = plan("ana", body.replaceFirst("\\{", "{\"overwrite\": true, "));
        assertThat(replaced.getString("queries[0].output")).isEqualTo("replaced");
        assertThat(replaced.getLong("queries[0].estimated_rows")).isEqualTo(3);
        JsonPath refused = plan("ana", body.replaceFirst("\\{", "{\"parameters\": {\"b\": 99}, "));
        assertThat(refused.getString("queries[0].output")).isEqualTo("refused");
        assertThat(refused.getString("queries[0].output_reason")).contains("parameter b");
        assertThat(refused.getBoolean("accepted")).isFalse();
    }

    @Test
    void whoWritesThereIsToldToWhomItMayBeTold() {
        source.script(
                "q1",
                new FakeRowSource(3)
                        .failAfter(
                                0,
                                new BridgeException.RemoteTransient(
                                        ErrorCode.SQLSERVER_CONNECTION_LOST, "Cut.", null)));
        String body = Api.body("q1");
        String job = as("ana").body(body).post("/extract").path("job_id");
        assertThat(plan("ana", body).getString("queries[0].busy_job")).isEqualTo(job);
        assertThat(plan("eve", body).getString("queries[0].busy_job")).isEqualTo(job);
        JsonPath bens = plan("ben", body);
        assertThat(bens.getBoolean("queries[0].busy")).isTrue();
        assertThat(bens.getString("queries[0].busy_job")).isNull();
        assertThat(bens.getBoolean("accepted")).isFalse();
        as("ana").delete("/jobs/" + job).then().statusCode(204);
        Api.awaitEnd("ana", job);
    }

    @Test
    void ofAQueryThatTheCallerMayNotRunOnlyTheTablesAreShown() {
        JsonPath plan = plan("bob", Api.body("q1", "q2"));
        assertThat(plan.getList("queries.allowed")).containsExactly(true, false);
        assertThat(plan.getString("queries[1].refusal")).contains("dbo.t2");
        assertThat(plan.getList("queries[1].tables")).containsExactly("dbo.t2");
        assertThat(plan.getString("queries[1].sql")).isNull();
        assertThat(plan.getMap("queries[1].parameters")).isEmpty();
        assertThat(plan.getBoolean("accepted")).isFalse();
    }

    @Test
    void ofAQueryThatTheCallerMayNotRunNothingIsToldOfItsOutput() {
        String folder = "/Volumes/main/bridge/" + UUID.randomUUID();
        String body = Api.bodyTo(folder, "q2").replaceFirst("\\{", "{\"parameters\": {\"b\": 4242}, ");
        String job = as("ana").body(body).post("/extract").path("job_id");
        Api.awaitEnd("ana", job);
        String asked = Api.bodyTo(folder, "q1", "q2");
        assertThat(plan("ana", asked).getString("queries[1].output")).isEqualTo("refused");
        String told = as("bob").body(asked).post("/extract?dry_run=true").asString();
        JsonPath bobs = new JsonPath(told);
        assertThat(bobs.getList("queries.output")).containsExactly("new", "unknown");
        assertThat(bobs.getString("queries[1].output_reason")).isNull();
        assertThat(bobs.getString("queries[1].estimated_rows")).isNull();
        assertThat(told).doesNotContain("4242");
        Api.assertProblem(as("wes").body(asked).post("/extract?dry_run=true"), 403, "read-not-allowed");
    }

    @Test
    void aSecretThatIsAPartOfANameIsNotToldByItsTable() {
        String body = "{\"country\": \"peru\", \"queries\": [\"named\"], \"parameters\": {\"vault\": \"zebra77\"}}";
        for (String user : new String[] {"ana", "bob"}) {
            String told = as(user).body(body)
                    .post("/extract?dry_run=true")
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();
            assertThat(told).doesNotContain("zebra77");
            JsonPath plan = new JsonPath(told);
            assertThat(plan.getBoolean("queries[0].allowed")).isEqualTo(user.equals("ana"));
            assertThat(plan.getString("queries[0].tables")).isNull();
            assertThat(plan.getString("queries[0].tables_unknown")).contains("secret");
        }
    }

    @Test
    void secretsAreMaskedInTheirMarkersToo() {
        String body = "{\"country\": \"peru\", \"queries\": [\"declared\"], \"parameters\": {\"code\": \"s3cr3t\"}}";
        String plan = as("ana")
                .body(body)
                .post("/extract?dry_run=true")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(plan).doesNotContain("s3cr3t", "hunter2");
        assertThat(new JsonPath(plan).getList("queries[0].values")).containsExactly("********", "********");
    }

    @Test
    void columnsAreTheDatabasesAndItsRefusalIsTold() {
        Gate gate = new Gate();
        gate.refuse(new BridgeException.RemotePermanent(ErrorCode.SQLSERVER_QUERY_FAILED, "Refused."));
        source.script("q2", new FakeRowSource(3).gateBeforeOpen(gate));
        JsonPath plan = as("ana")
                .body(Api.body("q1", "q2"))
                .post("/extract?dry_run=true&describe=true")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(plan.getList("queries[0].columns.name")).isNotEmpty();
        assertThat(plan.getString("queries[0].columns[0].source_type")).isEqualTo("bigint");
        assertThat(plan.getString("queries[0].columns[0].type")).isEqualTo("BIGINT");
        assertThat(plan.getString("queries[1].columns")).isNull();
        assertThat(plan.getString("queries[1].columns_unknown")).isEqualTo("Refused.");
    }

    @Test
    void whatIsWrongWithTheRequestIsAnErrorAsWithoutDryRun() {
        Api.assertProblem(as("ana").body(Api.body("none")).post("/extract?dry_run=true"), 400, "unknown-query");
        Api.assertProblem(as("ana").body("{}").post("/extract?dry_run=true"), 400, "invalid-country");
        Api.assertProblem(as("ana").body(Api.body("q1")).post("/extract?dry_run=maybe"), 400, "invalid-field");
    }

    private static int total(String user) {
        return as(user).get("/jobs/stats").jsonPath().getInt("total");
    }

    private static JsonPath plan(String user, String body) {
        return as(user).body(body)
                .post("/extract?dry_run=true")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
