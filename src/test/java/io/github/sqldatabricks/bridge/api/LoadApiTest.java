package io.github.sqldatabricks.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.testing.GuardedSandbox;
import io.github.sqldatabricks.bridge.testing.Users;
import io.github.sqldatabricks.bridge.testing.Waiting;
import io.github.sqldatabricks.bridge.wiring.SandboxDatabricks;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Loads from the request to the rows in the table, over real HTTP. Catches rows that are said to be loaded and are not, that come
 * twice when an answer is lost, that go where the caller may not load, and a load that nobody is told of.
 */
@QuarkusTest
@TestProfile(GuardedSandbox.class)
class LoadApiTest {

    private static final Predicate<io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call> STATEMENT =
            call -> call.method().equals("POST") && call.path().matches("/api/2\\.0/sql/statements/?");
    private static final String CUSTOMERS = "customers_by_nation";

    @Inject
    SandboxDatabricks databricks;

    @Inject
    DatabricksJdbc jdbc;

    @AfterEach
    void reset() {
        databricks.workspace().faults().clear();
    }

    @Test
    void rowsAreInTheTableWhenTheQueryIsCompleted() {
        String load = "{\"target\": \"main.loaded.{country}_{query}\", \"mode\": \"replace\","
                + " \"queries\": {\"top_customers\": {\"mode\": \"append\"}}}";
        JsonPath job = ended(extract("replaced", load, CUSTOMERS, "top_customers"));

        assertThat(job.getString("status")).isEqualTo("completed");
        assertThat(job.getList("results.load.state")).isEqualTo(List.of("loaded", "loaded"));
        assertThat(job.getList("results.load.mode")).isEqualTo(List.of("replace", "append"));
        assertThat(job.getString("results[0].load.target")).isEqualTo("main.loaded.bolivia_customers_by_nation");
        long rows = job.getLong("results[0].rows_extracted");
        assertThat(job.getLong("results[0].load.rows")).isEqualTo(rows).isPositive();
        assertThat(count("bolivia_customers_by_nation")).isEqualTo(rows);
        assertThat(count("bolivia_top_customers WHERE _bridge_load_id = '" + job.getString("results[1].load.id") + "'"))
                .isEqualTo(job.getLong("results[1].rows_extracted"));
        assertThat(Users.as("ana").get("/metrics").asString())
                .containsPattern("bridge_loads_total\\{.*status=\"loaded\".*} [1-9]");
    }

    @Test
    void theAuditTrailSaysWhatWasLoadedWhereto() {
        String id = extract("audited", "{\"target\": \"main.loaded.audited\", \"mode\": \"replace\"}", CUSTOMERS);
        String load = ended(id).getString("results[0].load.id");
        String records = Users.as("eve").get("/audit?resource=job:" + id).asString();
        assertThat(records).contains("\"load_targets\":[\"main.loaded.audited\"]", load, "\"load_state\":\"loaded\"");
    }

    @Test
    void whatMayNotBeLoadedIsRefusedBeforeAnythingRuns() {
        Api.assertProblem(
                        post(
                                "ana",
                                "refused",
                                "{\"target\": \"main.secret.{query}\", \"mode\": \"replace\"}",
                                CUSTOMERS),
                        403,
                        "load-not-allowed")
                .body("detail", containsString("main.secret.customers_by_nation"));
        for (String load : List.of(
                "{\"target\": \"main.loaded.x\"}",
                "{\"target\": \"main.loaded.x\", \"mode\": \"merge\"}",
                "{\"target\": \"main.loaded.x\", \"mode\": \"replace\", \"kees\": [\"id\"]}",
                "{\"mode\": \"replace\"}",
                "{\"target\": \"main.loaded.x\", \"mode\": \"replace\", \"queries\": {\"other\": {\"mode\": \"append\"}}}",
                "7")) {
            Api.assertProblem(post("ana", "refused", load, CUSTOMERS), 400, "invalid-load");
        }
        Api.assertProblem(
                        post(
                                "ana",
                                "refused",
                                "{\"target\": \"main.loaded.x\", \"mode\": \"replace\"}",
                                CUSTOMERS,
                                "top_customers"),
                        400,
                        "invalid-load")
                .body("detail", containsString("both replace main.loaded.x"));
    }

    @Test
    void aLoadThatTakesTooMuchAwayIsBlocked() {
        String load =
                "{\"target\": \"main.loaded.blocked\", \"mode\": \"replace\", \"limits\": {\"shrink_percent\": 50}}";
        long rows = ended(extract("blocked", load, CUSTOMERS)).getLong("results[0].load.rows");
        JsonPath job =
                ended(body(post("ana", request("blocked", load, CUSTOMERS).replaceFirst("\\{", "{\"limit\": 1, "))));

        assertThat(job.getString("results[0].load.state")).isEqualTo("blocked");
        assertThat(job.getString("results[0].error_code")).isEqualTo("load-limit-exceeded");
        assertThat(job.getString("results[0].error")).contains("50 % of " + rows + " rows", "has 1 rows");
        assertThat(count("blocked")).isEqualTo(rows);
    }

    /** Whatever statement of the load loses its answer: the job tries again under the same id, and the rows are there once. */
    @Test
    void rowsComeOnceWhenAnAnswerIsLost() {
        AtomicInteger inserts = new AtomicInteger();
        databricks
                .workspace()
                .faults()
                .add(new Fault(STATEMENT.and(call -> inserts.incrementAndGet() > 4), 0, 2, new Effect.CutResponse(0)));
        JsonPath job = ended(extract("cut", "{\"target\": \"main.loaded.cut\", \"mode\": \"append\"}", CUSTOMERS));

        assertThat(job.getString("status")).as(job.prettify()).isEqualTo("completed");
        assertThat(job.getInt("results[0].attempts")).isGreaterThan(1);
        assertThat(job.getLong("results[0].rows_extracted")).isPositive();
        assertThat(count("cut")).isEqualTo(job.getLong("results[0].rows_extracted"));
    }

    /** How late the cancel comes decides which; whatever it is, the next load finds the table as it was said to be. */
    @Test
    void aJobThatIsCancelledWhileItLoadsIsLoadedAsAWholeOrNotAtAll() throws InterruptedException {
        String load = "{\"target\": \"main.loaded.cancelled\", \"mode\": \"append\"}";
        ended(extract("cancelled", load, CUSTOMERS));
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        databricks.workspace().faults().add(new Fault(STATEMENT, 0, 1, new Effect.Hold(arrived, release)));
        String id = extract("cancelled", load, CUSTOMERS);
        assertThat(arrived.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(Users.as("ana").get("/jobs/" + id).jsonPath().getString("results[0].load.state"))
                .isEqualTo("pending");
        Users.as("ana").delete("/jobs/" + id).then().statusCode(204);
        release.countDown();

        String state = ended(id).getString("results[0].load.state");
        assertThat(state).isIn("cancelled", "loaded");
        long rows = ended(extract("cancelled", load, CUSTOMERS)).getLong("results[0].load.rows");
        assertThat(count("cancelled")).isEqualTo((state.equals("loaded") ? 3 : 2) * rows);
    }

    private long count(String tableAndWhere) {
        return new DatabricksStatements(() -> jdbc)
                .query("Counting", "SELECT count(*) FROM main.loaded." + tableAndWhere, row -> row.getLong(1))
                .get(0);
    }

    private static String extract(String folder, String load, String... queries) {
        return body(post("ana", folder, load, queries));
    }

    private static String body(Response accepted) {
        return accepted.then().statusCode(202).extract().path("job_id");
    }

    private static Response post(String user, String folder, String load, String... queries) {
        return post(user, request(folder, load, queries));
    }

    private static Response post(String user, String request) {
        return Users.as(user).body(request).post("/extract");
    }

    private static String request(String folder, String load, String... queries) {
        return Api.bodyTo("/Volumes/main/bridge/landing/" + folder, queries)
                .replaceFirst("\\{", "{\"load\": " + load.replace("$", "\\$") + ", ");
    }

    private static JsonPath ended(String id) {
        Waiting.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> Users.as("ana").get("/jobs/" + id).path("completed_at") != null);
        return Users.as("ana").get("/jobs/" + id).jsonPath();
    }
}
