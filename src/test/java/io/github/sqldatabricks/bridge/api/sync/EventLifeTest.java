package io.github.sqldatabricks.bridge.api.sync;

import static io.github.sqldatabricks.bridge.testing.Users.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.api.Api;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.testing.Events;
import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.ScriptedSync;
import io.github.sqldatabricks.bridge.testing.Waiting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * An event's life over real HTTP, with real tokens. Catches bodies that are half read, answers that tell one user of
 * another's events, events that end in spite of a cancel, and a full queue that loses what it took.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class EventLifeTest {

    @Inject
    ScriptedSync service;

    @Test
    void anEventIsTakenShownAndTakenOnlyOnce() {
        String id = SyncApi.id();
        String body = SyncApi.body(id, "dbo.Results");
        Response taken = as("ana").body(body).post("/sync/events");
        assertThat(taken.statusCode()).isEqualTo(202);
        assertThat(taken.header("Location")).endsWith("/sync/events/" + id);
        JsonPath event = SyncApi.awaitStatus("ana", id, "completed");
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
        Api.assertProblem(as("ana").body(SyncApi.body(id, "dbo.Other")).post("/sync/events"), 422, "event-id-reused");
    }

    @Test
    void whoWaitsGetsTheOutcome() {
        String id = SyncApi.id();
        service.script(id, (claim, cancel) -> new EventOutcome.Blocked(ErrorCode.LIMIT_EXCEEDED, "too many rows"));
        JsonPath event = as("ana")
                .body(SyncApi.body(id, "dbo.t"))
                .post("/sync/events?process_immediately=true")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(event.getString("status")).isEqualTo("blocked");
        assertThat(event.getString("error_message")).isEqualTo("too many rows");
        assertThat(event.getString("error_code")).isEqualTo("limit-exceeded");
    }

    @Test
    void anEventIsVisibleToItsOwnerAndToAdminsOnly() {
        String id = SyncApi.submit("ana", "dbo.t");
        as("eve").get("/sync/events/" + id).then().statusCode(200);
        Api.assertProblem(as("bob").get("/sync/events/" + id), 404, "unknown-event");
        Api.assertProblem(as("bob").delete("/sync/events/" + id), 404, "unknown-event");
        Api.assertProblem(as("bob").post("/sync/events/" + id + "/retry"), 404, "unknown-event");
        assertThat(SyncApi.listed("ana", "")).contains(id);
        assertThat(SyncApi.listed("eve", "")).contains(id);
        assertThat(SyncApi.listed("bob", "")).doesNotContain(id);
    }

    @Test
    void aFailedEventIsTriedAgainWhenSomebodyAsks() {
        String id = SyncApi.id();
        AtomicBoolean mended = new AtomicBoolean();
        service.script(
                id,
                (claim, cancel) -> mended.get()
                        ? Events.APPLIED
                        : new EventOutcome.Failed(ErrorCode.DATABRICKS_NOT_FOUND, "no such table", false));
        SyncApi.submit("ana", id, "dbo.t");
        assertThat(SyncApi.awaitStatus("ana", id, "failed").getString("error_code"))
                .isEqualTo("databricks-not-found");
        mended.set(true);
        as("ana").post("/sync/events/" + id + "/retry").then().statusCode(200);
        SyncApi.awaitStatus("ana", id, "completed");
        Api.assertProblem(as("ana").post("/sync/events/" + id + "/retry"), 409, "event-not-retryable");
        Api.assertProblem(as("ana").post("/sync/events/none/retry"), 404, "unknown-event");
    }

    @Test
    void aPendingEventIsCancelledAndARunningOneIsNot() {
        String table = "dbo." + SyncApi.id();
        CountDownLatch end = new CountDownLatch(1);
        String running = hold(table, end);
        String waits;
        try {
            waits = SyncApi.submit("ana", table);
            as("ana").delete("/sync/events/" + waits).then().statusCode(204);
            assertThat(SyncApi.event("ana", waits).getString("status")).isEqualTo("failed");
            assertThat(SyncApi.event("ana", waits).getString("error_code")).isEqualTo("cancelled");
            Api.assertProblem(as("ana").delete("/sync/events/" + waits), 409, "event-not-pending");
            Api.assertProblem(as("ana").delete("/sync/events/" + running), 409, "event-not-pending");
        } finally {
            end.countDown();
        }
        SyncApi.awaitStatus("ana", running, "completed");
        assertThat(service.begun()).doesNotContain(waits);
    }

    @Test
    void aFullQueueRefusesAndKeepsWhatItTook() {
        String table = "dbo." + SyncApi.id();
        CountDownLatch end = new CountDownLatch(1);
        String running = hold(table, end);
        String last = running;
        try {
            Response answer = null;
            for (int i = 0; i <= GuardedService.SYNC_QUEUE_CAPACITY; i++) {
                String id = SyncApi.id();
                answer = as("ana").body(SyncApi.body(id, table)).post("/sync/events");
                last = answer.statusCode() == 202 ? id : last;
            }
            Api.assertProblem(answer, 503, "queue-full");
            assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
        } finally {
            end.countDown();
        }
        SyncApi.awaitStatus("ana", last, "completed");
        assertThat(last).isNotEqualTo(running);
        Waiting.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> SyncApi.listed("ana", "?status_filter=pending").isEmpty());
    }

    @Test
    void listsAreFilteredAndPagedNewestFirst() {
        String older = SyncApi.submit("bob", "dbo.bobs");
        SyncApi.awaitStatus("bob", older, "completed");
        String newer = SyncApi.submit("bob", "dbo.bobs");
        SyncApi.awaitStatus("bob", newer, "completed");
        assertThat(SyncApi.listed("bob", "?limit=2")).containsExactly(newer, older);
        assertThat(SyncApi.listed("bob", "?limit=1&offset=1")).containsExactly(older);
        assertThat(SyncApi.listed("bob", "?status_filter=completed&operation_filter=UPDATE"))
                .contains(newer, older);
        assertThat(SyncApi.listed("bob", "?operation_filter=DELETE")).doesNotContain(newer, older);
        assertThat(SyncApi.listed("bob", "?status_filter=failed")).doesNotContain(newer, older);
    }

    @Test
    void countsAndThePollerAreShownToEverybodyWithAToken() {
        SyncApi.awaitStatus("ana", SyncApi.submit("ana", "dbo.t"), "completed");
        JsonPath stats = as("bob").get("/sync/stats").jsonPath();
        assertThat(stats.getInt("by_status.completed")).isPositive();
        assertThat(stats.getInt("by_operation.UPDATE")).isPositive();
        assertThat(stats.<String, Integer>getMap("by_operation").values().stream()
                        .mapToInt(count -> count)
                        .sum())
                .isEqualTo(stats.getInt("total"));
        JsonPath poller = as("bob").get("/sync/poller/status").jsonPath();
        assertThat(poller.getBoolean("enabled")).isTrue();
        assertThat(poller.getString("events_table")).isEqualTo("bridge.events.bridge_events");
        assertThat(poller.getDouble("poll_interval_seconds")).isEqualTo(1);
        assertThat(poller.getInt("max_events_per_poll")).isEqualTo(100);
    }

    private String hold(String table, CountDownLatch end) {
        String id = SyncApi.id();
        CountDownLatch begun = new CountDownLatch(1);
        service.script(id, (claim, cancel) -> {
            begun.countDown();
            await(end);
            return Events.APPLIED;
        });
        SyncApi.submit("ana", id, table);
        await(begun);
        return id;
    }

    private static void await(CountDownLatch latch) {
        Waiting.await().atMost(Duration.ofSeconds(30)).until(() -> latch.getCount() == 0);
    }
}
