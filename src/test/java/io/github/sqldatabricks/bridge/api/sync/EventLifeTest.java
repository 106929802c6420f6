package io.github.sqldatabricks.bridge.api.sync;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.api.Api;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.testing.Events;
import io.github.sqldatabricks.bridge.testing.ScriptedSync;
import io.github.sqldatabricks.bridge.testing.ScriptedSyncService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An event's life over real HTTP, with real tokens. Catches bodies that are half read, answers that tell one user of
 * another's events, events that end in spite of a cancel, and a full queue that loses what it took.
 */
@QuarkusTest
@TestProfile(GuardedSync.class)
class EventLifeTest {

    @Inject
    ScriptedSync service;

    @Test
    void anEventIsTakenShownAndTakenOnlyOnce() {
        String id = id();
        String body = body(id, "dbo.Results");
        Response taken = as("ana").body(body).post("/sync/events");
        assertThat(taken.statusCode()).isEqualTo(202);
        assertThat(taken.header("Location")).endsWith("/sync/events/" + id);
        JsonPath event = awaitStatus("ana", id, "completed");
        assertThat(event.getString("operation")).isEqualTo("UPDATE");
        assertThat(event.getString("source_table")).isEqualTo("main.sales.changes");
        assertThat(event.getString("target_table")).isEqualTo("dbo.Results");
        assertThat(event.getList("primary_keys")).isEqualTo(List.of("id"));
        assertThat(event.getInt("rows_affected")).isEqualTo(1);
        assertThat(event.getString("created_at")).endsWith("Z");
        assertThat(event.getString("processed_at")).endsWith("Z");
        assertThat(event.getInt("retry_count")).isZero();
        as("ana").body(body).post("/sync").then().statusCode(202);
        assertThat(service.begun()).filteredOn(id::equals).hasSize(1);
        Api.assertProblem(as("ana").body(body(id, "dbo.Other")).post("/sync/events"), 422, "event-id-reused");
    }

    @Test
    void whoWaitsGetsTheOutcome() {
        String id = id();
        service.script(id, (claim, cancel) -> new EventOutcome.Blocked("limit-exceeded", "too many rows"));
        JsonPath event = as("ana")
                .body(body(id, "dbo.t"))
                .post("/sync/events?process_immediately=true")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(event.getString("status")).isEqualTo("blocked");
        assertThat(event.getString("error_message")).isEqualTo("too many rows");
        assertThat(event.getString("error_code")).isEqualTo("limit-exceeded");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                                              | missing-body",
                "[]                                                                            | malformed-json",
                "{\"operation\": \"UPDATE\"                                                    | malformed-json",
                "{\"target_table\": \"t\"}                                                     | invalid-operation",
                "{\"operation\": \"MERGE\", \"target_table\": \"t\"}                           | invalid-operation",
                "{\"operation\": \"DELETE\", \"target_table\": \"t\"}                          | unbounded-delete",
                "{\"operation\": \"INSERT\", \"target_table\": \"t\"}                          | invalid-source-table",
                "{\"operation\": \"INSERT\", \"target_table\": \"t\", \"source_table\": \"a\"} | invalid-source-table",
                "{\"operation\": \"INSERT\", \"target_table\": \"a.b.c.d\", \"source_table\": \"a.b.c\"} | invalid-target-table",
                "{\"operation\": \"UPDATE\", \"target_table\": \"t\", \"source_table\": \"a.b.c\"} | invalid-primary-keys",
                "{\"operation\": \"DELETE\", \"target_table\": \"t\", \"filter_conditions\": {\"a\": []}} | invalid-field",
                "{\"operation\": \"DELETE\", \"target_table\": \"t\", \"priority\": \"high\"}  | invalid-field",
                "{\"operation\": \"DELETE\", \"target_table\": \"t\", \"surprise\": 1}         | unknown-field",
            })
    void aBodyThatCannotBeAnEventIsRefusedAndSaysWhy(String body, String code) {
        int before = as("ana").get("/sync/stats").jsonPath().getInt("total");
        Response answer = as("ana").body(body == null ? "" : body).post("/sync/events");
        Api.assertProblem(answer, 400, code);
        assertThat(as("ana").get("/sync/stats").jsonPath().getInt("total")).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "/sync/events?limit=0",
        "/sync/events?limit=1001",
        "/sync/events?limit=ten",
        "/sync/events?offset=-1",
        "/sync/events?operation_filter=MERGE",
        "/sync/events?status_filter=done"
    })
    void aFilterThatCannotBeMeantIsRefused(String path) {
        Response answer = as("ana").get(path);
        Api.assertProblem(answer, 400, answer.jsonPath().getString("code"));
        assertThat(answer.jsonPath().getString("code")).startsWith("invalid-");
    }

    @Test
    void yesAndNoAreTheOnlyFlags() {
        for (String flag : new String[] {"process_immediately", "dry_run"}) {
            Response answer = as("ana").body(body(id(), "dbo.t")).post("/sync/events?" + flag + "=maybe");
            Api.assertProblem(answer, 400, "invalid-field");
        }
    }

    @Test
    void anEventIsVisibleToItsOwnerAndToAdminsOnly() {
        String id = submit("ana", "dbo.t");
        as("eve").get("/sync/events/" + id).then().statusCode(200);
        Api.assertProblem(as("bob").get("/sync/events/" + id), 404, "unknown-event");
        Api.assertProblem(as("bob").delete("/sync/events/" + id), 404, "unknown-event");
        Api.assertProblem(as("bob").post("/sync/events/" + id + "/retry"), 404, "unknown-event");
        assertThat(listed("ana", "")).contains(id);
        assertThat(listed("eve", "")).contains(id);
        assertThat(listed("bob", "")).doesNotContain(id);
    }

    @Test
    void aTableThatTheTokenMayNotWriteIsRefusedAndNothingIsStored() {
        List<String> before = listed("bob", "");
        Response refused = as("bob").body(body(id(), "dbo.t")).post("/sync/events");
        Api.assertProblem(refused, 403, "write-not-allowed");
        assertThat(listed("bob", "")).isEqualTo(before);
    }

    @Test
    void withoutATokenNothingIsAnswered() {
        for (String path : new String[] {"/sync/events", "/sync/stats", "/sync/poller/status", "/sync/events/x"}) {
            Api.assertProblem(given().get(path), 401, "token-missing");
        }
        Api.assertProblem(given().post("/sync/poller/trigger"), 401, "token-missing");
        Api.assertProblem(given().header("Authorization", "Bearer no").get("/sync/events"), 401, "token-unknown");
    }

    @Test
    void aFailedEventIsTriedAgainWhenSomebodyAsks() {
        String id = id();
        AtomicBoolean mended = new AtomicBoolean();
        service.script(
                id,
                (claim, cancel) -> mended.get()
                        ? Events.APPLIED
                        : new EventOutcome.Failed("source-not-found", "no such table", false));
        submit("ana", id, "dbo.t");
        assertThat(awaitStatus("ana", id, "failed").getString("error_code")).isEqualTo("source-not-found");
        mended.set(true);
        as("ana").post("/sync/events/" + id + "/retry").then().statusCode(200);
        awaitStatus("ana", id, "completed");
        Api.assertProblem(as("ana").post("/sync/events/" + id + "/retry"), 409, "event-not-retryable");
        Api.assertProblem(as("ana").post("/sync/events/none/retry"), 404, "unknown-event");
    }

    @Test
    void aPendingEventIsCancelledAndARunningOneIsNot() {
        String table = "dbo." + id();
        CountDownLatch end = new CountDownLatch(1);
        String running = hold(table, end);
        String waits;
        try {
            waits = submit("ana", table);
            as("ana").delete("/sync/events/" + waits).then().statusCode(204);
            assertThat(event("ana", waits).getString("status")).isEqualTo("failed");
            assertThat(event("ana", waits).getString("error_code")).isEqualTo("cancelled");
            Api.assertProblem(as("ana").delete("/sync/events/" + waits), 409, "event-not-pending");
            Api.assertProblem(as("ana").delete("/sync/events/" + running), 409, "event-not-pending");
        } finally {
            end.countDown();
        }
        awaitStatus("ana", running, "completed");
        assertThat(service.begun()).doesNotContain(waits);
    }

    @Test
    void aFullQueueRefusesAndKeepsWhatItTook() {
        String table = "dbo." + id();
        CountDownLatch end = new CountDownLatch(1);
        String running = hold(table, end);
        String last = running;
        try {
            Response answer = null;
            for (int i = 0; i <= ScriptedSyncService.SYNC_QUEUE_CAPACITY; i++) {
                String id = id();
                answer = as("ana").body(body(id, table)).post("/sync/events");
                last = answer.statusCode() == 202 ? id : last;
            }
            Api.assertProblem(answer, 503, "queue-full");
            assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
        } finally {
            end.countDown();
        }
        awaitStatus("ana", last, "completed");
        assertThat(last).isNotEqualTo(running);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> listed("ana", "?status_filter=pending").isEmpty());
    }

    @Test
    void listsAreFilteredAndPagedNewestFirst() {
        String older = submit("bob", "dbo.bobs");
        awaitStatus("bob", older, "completed");
        String newer = submit("bob", "dbo.bobs");
        awaitStatus("bob", newer, "completed");
        assertThat(listed("bob", "?limit=2")).containsExactly(newer, older);
        assertThat(listed("bob", "?limit=1&offset=1")).containsExactly(older);
        assertThat(listed("bob", "?status_filter=completed&operation_filter=UPDATE"))
                .contains(newer, older);
        assertThat(listed("bob", "?operation_filter=DELETE")).isEmpty();
        assertThat(listed("bob", "?status_filter=failed")).isEmpty();
    }

    @Test
    void countsAndThePollerAreShownToEverybodyWithAToken() {
        awaitStatus("ana", submit("ana", "dbo.t"), "completed");
        JsonPath stats = as("bob").get("/sync/stats").jsonPath();
        assertThat(stats.getInt("by_status.completed")).isPositive();
        assertThat(stats.getInt("by_operation.UPDATE")).isEqualTo(stats.getInt("total"));
        JsonPath poller = as("bob").get("/sync/poller/status").jsonPath();
        assertThat(poller.getBoolean("enabled")).isTrue();
        assertThat(poller.getString("events_table")).isEqualTo("bridge.events.bridge_events");
        assertThat(poller.getDouble("poll_interval_seconds")).isEqualTo(1);
        assertThat(poller.getInt("max_events_per_poll")).isEqualTo(100);
    }

    private String hold(String table, CountDownLatch end) {
        String id = id();
        CountDownLatch begun = new CountDownLatch(1);
        service.script(id, (claim, cancel) -> {
            begun.countDown();
            await(end);
            return Events.APPLIED;
        });
        submit("ana", id, table);
        await(begun);
        return id;
    }

    private static void await(CountDownLatch latch) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> latch.getCount() == 0);
    }

    private static String submit(String user, String table) {
        return submit(user, id(), table);
    }

    private static String submit(String user, String id, String table) {
        as(user).body(body(id, table)).post("/sync/events").then().statusCode(202);
        return id;
    }

    private static JsonPath awaitStatus(String user, String id, String status) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(event(user, id).getString("status")).isEqualTo(status));
        return event(user, id);
    }

    private static JsonPath event(String user, String id) {
        return as(user).get("/sync/events/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static List<String> listed(String user, String query) {
        return as(user).get("/sync/events" + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("event_id");
    }

    private static String id() {
        return "e" + UUID.randomUUID().toString().replace("-", "");
    }

    private static String body(String id, String table) {
        return "{\"event_id\": \"" + id + "\", \"operation\": \"UPDATE\", \"source_table\": \"main.sales.changes\","
                + " \"target_table\": \"" + table + "\", \"primary_keys\": [\"id\"]}";
    }
}
