package io.github.sqldatabricks.bridge.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.event.EventPoller.PollTimes;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.observe.Meters;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.testing.Events;
import io.github.sqldatabricks.bridge.testing.FakeEventsTable;
import io.github.sqldatabricks.bridge.testing.SyncSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Events from the events table and statuses back into it. Catches rows that are taken twice or never, a bad row that keeps
 * others out, more taken than there is room for, statuses that never arrive, and a poller that hammers or gives up when
 * Databricks fails.
 */
class EventPollerTest extends SyncFixture {

    private final FakeEventsTable eventsTable = new FakeEventsTable();
    private EventPoller poller;

    @Override
    Map<String, String> settings() {
        return Map.of("bridge.sync.queue-capacity", "5", "bridge.sync.poller.max-events", "3");
    }

    @BeforeEach
    void makePoller() {
        poller = poller(config);
    }

    private EventPoller poller(SyncConfig settings) {
        EventIngest ingest = new EventIngest(store, eventsTable, outcomes);
        StatusWriteBack writeBack = new StatusWriteBack(store, eventsTable, settings);
        return new EventPoller(store, eventsTable, ingest, writeBack, service, triggers, metrics, settings);
    }

    @Test
    void aRowIsAppliedOnceAndItsStatusComesBack() {
        eventsTable.insert("a", "dbo.t");
        assertThat(poller.trigger()).isEqualTo(1);
        assertThat(eventsTable.statuses("a")).containsExactly(EventStatus.PENDING);
        assertThat(eventsTable.writes()).isZero();
        assertThat(channel.sent()).hasSize(1);
        consume();
        assertThat(poller.trigger()).isZero();
        assertThat(eventsTable.statuses("a")).containsExactly(EventStatus.COMPLETED);
        assertThat(service.begun()).containsExactly("a");
        assertThat(poller.status().unwritten()).isZero();
        assertThat(poller.status().lastPoll()).isPresent();
        assertThat(counted(Meters.EMPTY_POLLS)).isEqualTo(1);
    }

    @Test
    void eventsThatCouldNotBeAppliedExactlyOnceStayWhereTheyAreUntilTheyCan() {
        eventsTable.insert("a", "dbo.t");
        service.refuseDelivery(Optional.of(new BridgeException.RemotePermanent(ErrorCode.LEDGER_MISSING, "no ledger")));
        assertThatThrownBy(() -> poller.trigger()).hasMessage("no ledger");
        assertThat(poller.lastError()).contains("no ledger");
        assertThat(eventsTable.statuses("a")).containsExactly(EventStatus.PENDING);
        assertThat(eventsTable.reads()).isZero();
        service.refuseDelivery(Optional.empty());
        assertThat(poller.trigger()).isEqualTo(1);
        assertThat(poller.lastError()).isEmpty();
    }

    @Test
    void aBadRowFailsAloneWithItsReason() {
        eventsTable.insert("bad", "MERGE", "dbo.t");
        eventsTable.insert("good", "dbo.t");
        assertThat(poller.trigger()).isEqualTo(1);
        assertThat(eventsTable.statuses("bad")).containsExactly(EventStatus.FAILED);
        assertThat(eventsTable.message("bad").orElseThrow()).contains("INSERT, UPDATE, DELETE or UPSERT");
        assertThat(eventsTable.statuses("good")).containsExactly(EventStatus.PENDING);
        assertThat(store.find(new EventId("bad"))).isEmpty();
    }

    @Test
    void anIdWithDifferentContentsInOnePollFailsForEachOfItsRows() {
        eventsTable.insert("x", "dbo.t");
        eventsTable.insert("x", "dbo.u");
        eventsTable.insert("x", "dbo.v");
        assertThat(poller.trigger()).isZero();
        assertThat(eventsTable.statuses("x")).containsOnly(EventStatus.FAILED);
        assertThat(eventsTable.message("x").orElseThrow()).contains("event_id");
        assertThat(store.find(new EventId("x"))).isEmpty();
    }

    @Test
    void aRowThatIsThereTwiceIsOneEvent() {
        eventsTable.insert("x", "dbo.t");
        eventsTable.insert("x", "dbo.T");
        assertThat(poller.trigger()).isEqualTo(1);
        consume();
        poller.trigger();
        assertThat(eventsTable.statuses("x")).containsExactly(EventStatus.COMPLETED, EventStatus.COMPLETED);
        assertThat(service.begun()).containsExactly("x");
    }

    @Test
    void anIdThatComesLaterWithAnotherContentIsRefusedAndTheFirstStays() {
        eventsTable.insert("x", "dbo.t");
        poller.trigger();
        consume();
        poller.trigger();
        eventsTable.insert("x", "dbo.u");
        poller.trigger();
        assertThat(eventsTable.statuses("x")).containsExactly(EventStatus.COMPLETED, EventStatus.FAILED);
        assertThat(service.begun()).containsExactly("x");
    }

    @Test
    void aRowWithoutAnIdIsNeverApplied() {
        eventsTable.insert(null, "UPDATE", "dbo.t");
        eventsTable.insert("good", "dbo.t");
        assertThat(poller.trigger()).isEqualTo(1);
        poller.trigger();
        consume();
        assertThat(service.begun()).containsExactly("good");
        assertThat(store.counts().total()).isEqualTo(1);
    }

    @Test
    void noMoreIsTakenThanThereIsRoomForAndTheRestWaitsInTheTable() {
        for (int i = 0; i < 9; i++) {
            eventsTable.insert("e" + i, "dbo.t");
        }
        assertThat(poller.trigger()).isEqualTo(5);
        assertThat(store.waiting()).isEqualTo(5);
        assertThat(eventsTable.count(EventStatus.PENDING)).isEqualTo(9);
        assertThat(poller.trigger()).isZero();
        consume();
        assertThat(poller.trigger()).isEqualTo(4);
        consume();
        assertThat(service.begun()).hasSize(9).doesNotHaveDuplicates();
    }

    @Test
    void rowsWhoseStatusAnotherProcessWritesAreNotReadAgainAndAgain() {
        for (int i = 0; i < 3; i++) {
            eventsTable.insert("e" + i, "dbo.t");
        }
        store.holdLeaderLock("mirror", "other", Duration.ofMinutes(5));
        assertThat(poller.trigger()).isEqualTo(3);
        consume();
        int reads = eventsTable.reads();
        assertThat(poller.trigger()).isZero();
        assertThat(eventsTable.reads()).isEqualTo(reads + 1);
        assertThat(eventsTable.count(EventStatus.PENDING)).isEqualTo(3);
        assertThat(poller.status().unwritten()).isEqualTo(3);
    }

    @Test
    void anEventIsPendingUntilItIsBegunAndProcessingWhileItIsApplied() {
        service.script("a", (claim, cancel) -> {
            poller.trigger();
            assertThat(eventsTable.statuses("a")).containsExactly(EventStatus.PROCESSING);
            assertThat(eventsTable.statuses("b")).containsExactly(EventStatus.PENDING);
            return Events.APPLIED;
        });
        eventsTable.insert("a", "dbo.t");
        eventsTable.insert("b", "dbo.t");
        poller.trigger();
        assertThat(poller.trigger()).isZero();
        assertThat(eventsTable.count(EventStatus.PENDING)).isEqualTo(2);
        assertThat(eventsTable.writes()).isZero();
        consume();
        assertThat(service.begun()).containsExactly("a", "b");
    }

    @Test
    void newRowsBehindThoseThatWaitAreTakenAsFarAsThereIsRoom() {
        for (int i = 0; i < 4; i++) {
            eventsTable.insert("e" + i, "dbo.t");
        }
        assertThat(poller.trigger()).isEqualTo(4);
        eventsTable.insert("new1", "dbo.u");
        eventsTable.insert("new2", "dbo.u");
        assertThat(poller.trigger()).isEqualTo(1);
        assertThat(store.find(new EventId("new1"))).isPresent();
        assertThat(store.waiting()).isEqualTo(5);
    }

    @Test
    void aWaitingRowThatIsChangedIsNotAppliedAsItWas() {
        eventsTable.insert("x", "dbo.t");
        poller.trigger();
        eventsTable.insert("x", "dbo.u");
        poller.trigger();
        consume();
        poller.trigger();
        assertThat(eventsTable.statuses("x")).containsOnly(EventStatus.FAILED);
        assertThat(eventsTable.message("x").orElseThrow()).contains("another content", "Nothing was changed");
        assertThat(service.begun()).isEmpty();
    }

    @Test
    void aWaitingEventWhoseRowIsDeletedIsNotAppliedAndOneThatHasBegunIs() {
        eventsTable.insert("begun", "dbo.t");
        eventsTable.insert("waiting", "dbo.t");
        poller.trigger();
        service.script("begun", (claim, cancel) -> {
            eventsTable.delete("begun");
            eventsTable.delete("waiting");
            poller.trigger();
            return Events.APPLIED;
        });
        consume();
        assertThat(service.begun()).containsExactly("begun");
        assertThat(status("begun")).isEqualTo(EventStatus.COMPLETED);
        assertThat(found("waiting").errorMessage().orElseThrow()).contains("its row, which is gone");
    }

    @Test
    void aWaitingEventWhoseRowSaysProcessingAsEarlierVersionsSayIsAppliedAndShownPending() {
        eventsTable.insert("old", "dbo.t");
        eventsTable.insert("gone", "dbo.t");
        poller.trigger();
        eventsTable.showProcessing("old");
        eventsTable.delete("gone");
        poller.trigger();
        assertThat(status("gone")).isEqualTo(EventStatus.FAILED);
        assertThat(status("old")).isEqualTo(EventStatus.PENDING);
        poller.trigger();
        assertThat(eventsTable.statuses("old")).containsExactly(EventStatus.PENDING);
        consume();
        assertThat(service.begun()).containsExactly("old");
    }

    @Test
    void whatIsDoneIsWrittenBeforeTheProcessEnds() {
        eventsTable.insert("a", "dbo.t");
        poller.trigger();
        consume();
        assertThat(eventsTable.statuses("a")).containsExactly(EventStatus.PENDING);
        runner.close();
        runner(new StatusWriteBack(store, eventsTable, config)).drained(Duration.ofSeconds(20));
        assertThat(eventsTable.statuses("a")).containsExactly(EventStatus.COMPLETED);
    }

    @Test
    void aTableThatCannotBeWrittenHoldsNoProcessUp() {
        eventsTable.insert("a", "dbo.t");
        poller.trigger();
        consume();
        eventsTable.fail(Optional.of(unavailable()));
        runner(new StatusWriteBack(store, eventsTable, config)).drained(Duration.ofSeconds(20));
        eventsTable.fail(Optional.empty());
        poller.trigger();
        assertThat(eventsTable.statuses("a")).containsExactly(EventStatus.COMPLETED);
    }

    @Test
    void aFailedRowThatIsSetBackIsTriedAgainAndACompletedOneIsNot() {
        service.script("bad", (claim, cancel) -> new EventOutcome.Failed(ErrorCode.COLUMNS_DO_NOT_MATCH, "no", false));
        eventsTable.insert("bad", "dbo.t");
        eventsTable.insert("done", "dbo.t");
        poller.trigger();
        consume();
        poller.trigger();
        assertThat(eventsTable.statuses("bad")).containsExactly(EventStatus.FAILED);
        assertThat(eventsTable.message("bad")).contains("no");
        service.script("bad", (claim, cancel) -> Events.APPLIED);
        eventsTable.setBack("bad");
        eventsTable.setBack("done");
        assertThat(poller.trigger()).isEqualTo(1);
        consume();
        poller.trigger();
        assertThat(eventsTable.statuses("bad")).containsExactly(EventStatus.COMPLETED);
        assertThat(eventsTable.statuses("done")).containsExactly(EventStatus.COMPLETED);
        assertThat(service.begun()).containsExactly("bad", "done", "bad");
    }

    @Test
    void aStatusThatCouldNotBeWrittenIsWrittenLaterAndTheRowIsNotTriedAgain() {
        service.script("bad", (claim, cancel) -> new EventOutcome.Failed(ErrorCode.COLUMNS_DO_NOT_MATCH, "no", false));
        accept(Events.inserted("bad", "t"));
        consume();
        eventsTable.insert("bad", "dbo.t");
        eventsTable.fail(Optional.of(unavailable()));
        assertThatThrownBy(poller::trigger).isInstanceOf(BridgeException.RemoteTransient.class);
        eventsTable.fail(Optional.empty());
        assertThat(poller.trigger()).isZero();
        assertThat(eventsTable.statuses("bad")).containsExactly(EventStatus.FAILED);
        assertThat(service.begun()).containsExactly("bad");
    }

    @Test
    void whileDatabricksFailsThePollerWaitsAndSaysWhyAndThenGoesOn() {
        eventsTable.insert("a", "dbo.t");
        eventsTable.fail(Optional.of(unavailable()));
        poller.tick();
        assertThat(eventsTable.reads()).isEqualTo(1);
        assertThat(poller.lastError()).contains("the warehouse sleeps");
        assertThat(health().getData().orElseThrow())
                .containsEntry("state", "waiting after an error")
                .containsEntry("last_error", "the warehouse sleeps");
        poller.tick();
        assertThat(eventsTable.reads()).isEqualTo(1);
        eventsTable.fail(Optional.empty());
        assertThat(poller.trigger()).isEqualTo(1);
        assertThat(poller.lastError()).isEmpty();
        assertThat(health().getData().orElseThrow())
                .containsEntry("state", "polling")
                .containsKey("last_poll");
        assertThat(health().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    @Test
    void anUnexpectedErrorIsWaitedOutToo() {
        eventsTable.fail(Optional.of(new IllegalStateException("a defect with a secret")));
        poller.tick();
        poller.tick();
        assertThat(eventsTable.reads()).isEqualTo(1);
        assertThat(poller.lastError().orElseThrow()).doesNotContain("secret");
    }

    @Test
    void oneProcessPollsAndTheDoorbellWorksAtEach() {
        store.holdLeaderLock("poller", "other", Duration.ofMinutes(5));
        eventsTable.insert("a", "dbo.t");
        poller.tick();
        assertThat(eventsTable.reads()).isZero();
        assertThat(poller.status().lastPoll()).isEmpty();
        assertThat(poller.trigger()).isEqualTo(1);
        assertThat(poller.status().lastPoll()).isPresent();
    }

    @Test
    void aPollerThatIsOffReadsNothing() {
        EventPoller off = poller(SyncSettings.with(Map.of("bridge.sync.poller.enabled", "false")));
        off.tick();
        assertThat(eventsTable.reads()).isZero();
        assertThat(off.status().running()).isFalse();
        assertThatThrownBy(off::trigger)
                .isInstanceOfSatisfying(
                        BridgeException.Busy.class,
                        busy -> assertThat(busy.code()).isEqualTo("poller-off"));
    }

    @Test
    void aThousandEventsTakeAFewStatements() {
        EventPoller large = poller(SyncSettings.with(
                Map.of("bridge.sync.queue-capacity", "2000", "bridge.sync.poller.max-events", "1000")));
        for (int i = 0; i < 1000; i++) {
            eventsTable.insert("e" + i, "dbo.t" + i % 7);
        }
        assertThat(large.trigger()).isEqualTo(1000);
        consume();
        large.trigger();
        assertThat(eventsTable.count(EventStatus.COMPLETED)).isEqualTo(1000);
        assertThat(List.of(eventsTable.reads(), eventsTable.writes())).allMatch(statements -> statements <= 3);
    }

    @Test
    void theWaitAfterFailuresGrowsUpToFiveMinutes() {
        PollTimes times = new PollTimes(Duration.ofSeconds(10), Duration.ofSeconds(2));
        assertThat(times.pollIsDue()).isTrue();
        assertThat(times.failed()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        assertThat(times.pollIsDue()).isFalse();
        assertThat(times.writeIsDue()).isFalse();
        for (int i = 0; i < 100; i++) {
            times.failed();
        }
        assertThat(times.failed()).isBetween(Duration.ofSeconds(150), Duration.ofMinutes(5));
        times.succeeded(true);
        assertThat(times.failed()).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }

    private HealthCheckResponse health() {
        return new PollerHealth(poller, config).call().await().indefinitely();
    }

    private static BridgeException unavailable() {
        return new BridgeException.RemoteTransient(ErrorCode.DATABRICKS_UNAVAILABLE, "the warehouse sleeps", null);
    }
}
