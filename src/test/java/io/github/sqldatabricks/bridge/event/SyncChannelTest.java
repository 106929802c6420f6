package io.github.sqldatabricks.bridge.event;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.testing.Events;
import io.github.sqldatabricks.bridge.testing.FakeEventsTable;
import io.github.sqldatabricks.bridge.testing.LastingService;
import io.github.sqldatabricks.bridge.testing.ScriptedSync;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The whole way of an event in a running service: real channel, threads, scheduler and store. Catches a channel that dies
 * of a poison event, events that wait for each other without need or run at once to one table, and retries, polls or
 * mirrors that nobody starts.
 */
@QuarkusTest
@TestProfile(LastingService.class)
class SyncChannelTest {

    @Inject
    EventSubmission submission;

    @Inject
    EventStore store;

    @Inject
    ScriptedSync service;

    @Inject
    FakeEventsTable eventsTable;

    @Test
    void manyEventsAndPoisonAmongThemAllEndAndTheChannelGoesOn() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String id = "many-" + i;
            ids.add(id);
            int kind = i % 6;
            service.script(id, (claim, cancel) -> switch (kind) {
                case 0 -> throw new IllegalStateException("a defect");
                case 1 -> throw new AssertionError("an error");
                case 2 -> claim.stored().attempts() == 1 ? Events.TRANSIENT : Events.APPLIED;
                case 3 -> new EventOutcome.Blocked(ErrorCode.LIMIT_EXCEEDED, "too many");
                default -> Events.APPLIED;
            });
            submission.submit(Events.update(id, "many" + i % 5));
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ids.stream().allMatch(id -> find(id).status().ended()));
        assertThat(ids.stream().filter(id -> find(id).status() == EventStatus.FAILED))
                .hasSize(8);
        assertThat(ids.stream().filter(id -> find(id).status() == EventStatus.BLOCKED))
                .hasSize(4);
        assertThat(ids.stream().filter(id -> find(id).status() == EventStatus.COMPLETED))
                .hasSize(12);
        assertThat(submission
                        .submitAndWait(Events.update("after", "many0"))
                        .join()
                        .status())
                .isEqualTo(EventStatus.COMPLETED);
    }

    @Test
    void threeTablesAreChangedAtOnceButEachByOneEvent() {
        CyclicBarrier together = new CyclicBarrier(3);
        AtomicInteger atOnce = new AtomicInteger();
        for (int i = 0; i < 6; i++) {
            boolean first = i < 3;
            service.script("wide-" + i, (claim, cancel) -> {
                if (first) {
                    meet(together);
                }
                return Events.APPLIED;
            });
        }
        service.script("one-0", (claim, cancel) -> alone(atOnce));
        service.script("one-1", (claim, cancel) -> alone(atOnce));
        for (int i = 0; i < 6; i++) {
            submission.submit(Events.update("wide-" + i, "wide" + i));
        }
        submission.submit(Events.update("one-0", "one"));
        submission.submit(Events.update("one-1", "ONE"));
        for (String id : List.of("wide-0", "wide-1", "wide-2", "wide-5", "one-0", "one-1")) {
            awaitEnd(id);
            assertThat(find(id).status()).as(id).isEqualTo(EventStatus.COMPLETED);
        }
    }

    @Test
    void othersGoOnWhileAnEventIsInRetryAndItsTurnComesByItself() {
        CountDownLatch othersDone = new CountDownLatch(1);
        service.script("stubborn", (claim, cancel) -> othersDone.getCount() > 0 ? Events.TRANSIENT : Events.APPLIED);
        submission.submit(Events.retried("stubborn", "stubborn", 100));
        await().atMost(Duration.ofSeconds(30)).until(() -> find("stubborn").status() == EventStatus.RETRY);
        assertThat(submission
                        .submitAndWait(Events.update("goes-on", "free"))
                        .join()
                        .status())
                .isEqualTo(EventStatus.COMPLETED);
        othersDone.countDown();
        awaitEnd("stubborn");
        assertThat(find("stubborn").status()).isEqualTo(EventStatus.COMPLETED);
        assertThat(find("stubborn").retryCount()).isPositive();
    }

    @Test
    void aRowOfTheEventsTableIsAppliedAndMirroredByTheScheduleAlone() {
        eventsTable.insert("row", "dbo.rows");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> eventsTable.statuses("row").equals(List.of(EventStatus.COMPLETED)));
        assertThat(service.begun()).filteredOn("row"::equals).hasSize(1);
        JsonPath health = given().get("/health/ready").jsonPath();
        assertThat(health.getString("checks.find { it.name == 'event-poller' }.status"))
                .isEqualTo("UP");
        assertThat(health.getString("checks.find { it.name == 'event-poller' }.data.state"))
                .isEqualTo("polling");
    }

    private StoredEvent find(String id) {
        return store.find(new EventId(id)).orElseThrow();
    }

    private void awaitEnd(String id) {
        await().atMost(Duration.ofSeconds(30)).until(() -> find(id).status().ended());
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the three did not meet", e);
        }
    }

    private static EventOutcome alone(AtomicInteger atOnce) {
        try {
            return atOnce.incrementAndGet() == 1
                    ? Events.APPLIED
                    : new EventOutcome.Failed(ErrorCode.INTERNAL_ERROR, "not alone", false);
        } finally {
            atOnce.decrementAndGet();
        }
    }
}
