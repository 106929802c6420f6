package io.github.sqldatabricks.bridge.api.sync;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.ScriptedRowSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who sees whose jobs and events, on every path that the OpenAPI document has. Catches a path that forgets to ask, and a new
 * one that is not in this table.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class VisibilityTest {

    private static final String EXTRACT = "{\"country\": \"bolivia\", \"queries\": [\"q1\"], \"overwrite\": true}";

    /** Paths about one thing: its owner and admins get an answer, others hear that it is not there. */
    private static final List<String> ONE = List.of(
            "GET /jobs/{job}",
            "DELETE /jobs/{job}",
            "GET /sync/events/{event}",
            "POST /sync/events/{event}/retry",
            "DELETE /sync/events/{event}");

    /** Paths that list: everybody gets an answer, and in it what is his. */
    private static final List<String> LISTS = List.of("GET /jobs", "GET /sync/events");

    /** Paths that make something of the caller's own, or tell nothing of jobs and events; each has a test elsewhere or below. */
    private static final List<String> OTHERS = List.of(
            "POST /extract",
            "POST /sync",
            "POST /sync/events",
            "GET /sync/stats",
            "GET /sync/poller/status",
            "POST /sync/poller/trigger");

    /** Open to everybody, there in the sandbox only, or for admins only, which their own tests show. */
    private static final List<String> OPEN = List.of(
            "GET /",
            "POST /sandbox/sqlserver",
            "GET /audit",
            "GET /audit/state",
            "POST /audit/verify",
            "GET /settings",
            "GET /flow",
            "GET /replicas",
            "GET /whoami",
            "GET /countries",
            "GET /queries",
            "GET /parameters",
            "GET /jobs/stats",
            "GET /jobs/live",
            "POST /jobs/{id}/retry",
            "GET /jobs/{id}/samples",
            "GET /sync/events/{id}/history",
            "POST /sync/events/{id}/dry-run",
            "POST /sync/events/retry",
            "GET /sync/targets",
            "GET /jobs/{id}/queries/{query}/manifest",
            "GET /replications",
            "GET /replications/{id}",
            "GET /replications/{id}/plan",
            "POST /replications/{id}/runs",
            "GET /replications/{id}/streams",
            "DELETE /replications/{id}/streams/{stream}",
            "GET /replications/{id}/streams/{stream}/state",
            "PUT /replications/{id}/streams/{stream}/state",
            "DELETE /replications/{id}/streams/{stream}/state",
            "POST /replications/{id}/pause",
            "POST /replications/{id}/resume",
            "POST /replications/{id}/streams/{stream}/reset",
            "POST /replications/{id}/streams/{stream}/approve");

    @Inject
    ScriptedRowSource source;

    @BeforeEach
    void reset() {
        source.reset();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /jobs/{job}",
                "DELETE /jobs/{job}",
                "GET /sync/events/{event}",
                "POST /sync/events/{event}/retry",
                "DELETE /sync/events/{event}"
            })
    void whatIsAnothersIsNotThere(String operation) {
        String path = operation.replace("{job}", job("ana")).replace("{event}", SyncApi.submit("ana", "dbo.t"));
        assertThat(send(path, null).statusCode()).isEqualTo(401);
        Response bens = send(path, "ben");
        assertThat(bens.statusCode()).isEqualTo(404);
        assertThat(bens.jsonPath().getString("code")).startsWith("unknown-");
        assertThat(send(path, "eve").statusCode()).isNotIn(401, 403, 404);
        assertThat(send(path, "ana").statusCode()).isNotIn(401, 403, 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/jobs",
                "/jobs?status_filter=completed",
                "/jobs?limit=1000&offset=0",
                "/sync/events",
                "/sync/events?status_filter=completed",
                "/sync/events?operation_filter=UPDATE",
                "/sync/events?limit=1000&offset=0"
            })
    void listsShowTheCallersOwnAndAdminsAll(String path) {
        String job = job("ana");
        String event = SyncApi.submit("ana", "dbo.t");
        await().until(() -> as("ana").get("/jobs/" + job).path("status").equals("completed"));
        SyncApi.awaitStatus("ana", event, "completed");
        String id = path.startsWith("/jobs") ? job : event;
        assertThat(as("ana").get(path).asString()).contains(id);
        assertThat(as("eve").get(path).asString()).contains(id);
        assertThat(as("ben").get(path).then().statusCode(200).extract().asString())
                .doesNotContain(id);
        assertThat(given().get(path).statusCode()).isEqualTo(401);
    }

    @Test
    void statisticsCountTheCallersOwnAndAdminsAll() {
        int before = total("ben");
        SyncApi.submit("ana", "dbo.t");
        assertThat(total("ben")).isEqualTo(before);
        assertThat(total("ana")).isPositive();
        assertThat(total("eve")).isGreaterThanOrEqualTo(total("ana"));
    }

    private static int total(String user) {
        JsonPath stats = as(user).get("/sync/stats").jsonPath();
        int total = stats.getInt("total");
        Map<String, Integer> byOperation = stats.getMap("by_operation");
        assertThat(byOperation.values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(total);
        return total;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sync/events", "/sync", "/sync/events?process_immediately=true"})
    void repeatingAnothersEventTellsNothingOfIt(String path) {
        String event = SyncApi.submit("ana", "dbo.t");
        SyncApi.awaitStatus("ana", event, "completed");
        Response bens = as("ben").body(SyncApi.body(event, "dbo.t")).post(path);
        assertThat(bens.statusCode()).isEqualTo(422);
        assertThat(bens.jsonPath().getString("code")).isEqualTo("event-id-reused");
        assertThat(bens.asString()).doesNotContain("completed");
        assertThat(as("ana").body(SyncApi.body(event, "dbo.t")).post(path).statusCode())
                .isIn(200, 202);
    }

    @Test
    void repeatingAnothersIdempotencyKeyMakesAJobOfOnesOwn() {
        String key = SyncApi.id();
        String anas = as("ana")
                .header("Idempotency-Key", key)
                .body(EXTRACT)
                .post("/extract")
                .path("job_id");
        await().until(() -> as("ana").get("/jobs/" + anas).path("status").equals("completed"));
        String bens = as("ben")
                .header("Idempotency-Key", key)
                .body(EXTRACT)
                .post("/extract")
                .path("job_id");
        assertThat(bens).isNotNull().isNotEqualTo(anas);
    }

    @Test
    void everyPathIsInThisTable() {
        Map<String, Map<String, Object>> paths =
                given().queryParam("format", "json").get("/openapi").jsonPath().getMap("paths");
        TreeSet<String> served = new TreeSet<>();
        paths.forEach((path, methods) ->
                methods.keySet().forEach(method -> served.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        served.removeIf(operation -> operation.contains(" /test/"));
        List<String> known = new ArrayList<>(ONE.stream()
                .map(operation -> operation.replace("{job}", "{id}").replace("{event}", "{id}"))
                .toList());
        known.addAll(LISTS);
        known.addAll(OTHERS);
        known.addAll(OPEN);
        assertThat(known)
                .as("a new path: say in this class who may see what of it, and test that")
                .containsAll(served);
    }

    private static String job(String user) {
        String id = as(user).body(EXTRACT)
                .post("/extract")
                .then()
                .statusCode(202)
                .extract()
                .path("job_id");
        await().until(() -> as(user).get("/jobs/" + id).path("status").equals("completed"));
        return id;
    }

    private static Response send(String operation, String user) {
        String[] parts = operation.split(" ");
        return (user == null ? given() : as(user)).request(parts[0], parts[1]);
    }
}
