package io.github.sqldatabricks.bridge.event;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.observe.Meters;
import io.github.sqldatabricks.bridge.observe.WorkTraces;
import io.github.sqldatabricks.bridge.sync.ChangeLimits;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.EventRights;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.testing.Events;
import io.github.sqldatabricks.bridge.testing.FixedRights;
import io.github.sqldatabricks.bridge.testing.SyncSettings;
import io.github.sqldatabricks.bridge.work.Notifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What happens between a request and its event. Catches events that are stored although they are refused, a queue that
 * grows beyond its bound, repeated requests that are refused or applied again, and callers who wait for ever.
 */
class EventSubmissionTest extends SyncFixture {

    private final List<EventId> announced = new ArrayList<>();
    private final Notifier notifier = new Notifier() {
        @Override
        public void queryWaits(JobId job, QueryName query) {
            throw new UnsupportedOperationException("events only");
        }

        @Override
        public void eventWaits(EventId event) {
            announced.add(event);
        }
    };

    @Override
    Map<String, String> settings() {
        return Map.of("bridge.sync.queue-capacity", "2", "bridge.sync.immediate-timeout", "300ms");
    }

    private EventSubmission submission(EventRights rights) {
        return new EventSubmission(
                store, rights, service, triggers, notifier, watch, WorkTraces.NONE, audit, outcomes, config);
    }

    private EventSubmission submission() {
        return submission(new FixedRights(ChangeLimits.NONE));
    }

    private EventSubmission patient() {
        SyncConfig slow = SyncSettings.with(Map.of("bridge.sync.immediate-timeout", "1h"));
        return new EventSubmission(
                store,
                new FixedRights(ChangeLimits.NONE),
                service,
                triggers,
                notifier,
                watch,
                WorkTraces.NONE,
                audit,
                outcomes,
                slow);
    }

    @Test
    void anAcceptedEventWakesAWorker() {
        assertThat(submission().submit(Events.update("a", "t")).status()).isEqualTo(EventStatus.PENDING);
        assertThat(channel.sent()).hasSize(1);
        assertThat(announced).containsExactly(new EventId("a"));
    }

    @Test
    void whoMayNotWriteTheTargetLeavesNoEvent() {
        EventRights nobody = event -> {
            throw new BridgeException.NotAllowed(ErrorCode.WRITE_NOT_ALLOWED, "no");
        };
        assertThatThrownBy(() -> submission(nobody).submit(Events.update("a", "t")))
                .isInstanceOf(BridgeException.NotAllowed.class);
        assertThat(store.find(new EventId("a"))).isEmpty();
        assertThat(channel.sent()).isEmpty();
    }

    @Test
    void aFullQueueRefusesNewEventsAndStillAnswersForKnownOnes() {
        submission().submit(Events.update("a", "t"));
        submission().submit(Events.update("b", "t"));
        assertThatThrownBy(() -> submission().submit(Events.update("c", "t")))
                .isInstanceOfSatisfying(BridgeException.Busy.class, busy -> {
                    assertThat(busy.code()).isEqualTo("queue-full");
                    assertThat(busy.retryAfter()).isPositive();
                });
        assertThat(store.find(new EventId("c"))).isEmpty();
        assertThat(submission().submit(Events.update("a", "t")).event().id().value())
                .isEqualTo("a");
        consume();
        assertThat(submission().submit(Events.update("c", "t")).status()).isEqualTo(EventStatus.PENDING);
    }

    @Test
    void aRepeatedRequestFindsItsEventAndAnotherWithItsIdIsRefused() {
        submission().submit(Events.update("a", "t"));
        consume();
        assertThat(submission().submit(Events.update("a", "t")).status()).isEqualTo(EventStatus.COMPLETED);
        assertThatThrownBy(() -> submission().submit(Events.update("a", "other")))
                .isInstanceOf(BridgeException.KeyReused.class);
        assertThat(service.begun()).containsExactly("a");
    }

    @Test
    void whoWaitsGetsTheOutcomeAtOnce() throws Exception {
        Thread consumes = new Thread(() -> {
            while (service.begun().isEmpty()) {
                consume();
            }
        });
        consumes.start();
        StoredEvent ended = patient().submitAndWait(Events.update("a", "t")).join();
        consumes.join();
        assertThat(ended.status()).isEqualTo(EventStatus.COMPLETED);
        assertThat(submission().submitAndWait(Events.update("a", "t")).join().status())
                .isEqualTo(EventStatus.COMPLETED);
    }

    @Test
    void whoWaitsTooLongIsToldHowFarItIs() {
        assertThat(submission().submitAndWait(Events.update("a", "t")).join().status())
                .isEqualTo(EventStatus.PENDING);
    }

    @Test
    void anEventThatCouldNotBeAppliedExactlyOnceIsRefused() {
        service.refuseDelivery(Optional.of(new BridgeException.RemotePermanent(ErrorCode.LEDGER_MISSING, "no ledger")));
        assertThatThrownBy(() -> submission().submit(Events.update("a", "t"))).hasMessage("no ledger");
        assertThat(store.find(new EventId("a"))).isEmpty();
    }

    @Test
    void aStoppingProcessTakesNothingNew() {
        runner.close();
        assertThatThrownBy(() -> submission().submit(Events.update("a", "t")))
                .isInstanceOfSatisfying(
                        BridgeException.Busy.class,
                        busy -> assertThat(busy.code()).isEqualTo("shutting-down"));
        assertThatThrownBy(() -> submission().dryRun(Events.update("a", "t"))).isInstanceOf(BridgeException.Busy.class);
    }

    @Test
    void whoWaitsForAnEventIsAnsweredWhenTheProcessStops() {
        CompletableFuture<StoredEvent> answer = patient().submitAndWait(Events.update("a", "t"));
        await().until(() -> store.find(new EventId("a")).isPresent());
        runner.close();
        assertThat(answer)
                .succeedsWithin(Duration.ofSeconds(20))
                .satisfies(event -> assertThat(event.status()).isEqualTo(EventStatus.PENDING));
    }

    @Test
    void retryWakesAWorkerAndWhatDoesNotExistIsNotFound() {
        accept(Events.update("a", "t"));
        submission().cancel(new EventId("a"), "bob");
        assertThat(channel.sent()).isEmpty();
        assertThat(submission().retry(new EventId("a")).status()).isEqualTo(EventStatus.PENDING);
        assertThat(channel.sent()).hasSize(1);
        assertThatThrownBy(() -> submission().retry(new EventId("x"))).isInstanceOf(BridgeException.NotFound.class);
        assertThatThrownBy(() -> submission().cancel(new EventId("x"), "bob"))
                .isInstanceOf(BridgeException.NotFound.class);
    }

    @Test
    void anEventThatWasBegunBeforeIsCancelledOnlyWhenTheLedgerSaysThatItWasNotApplied() {
        EventId id = new EventId("a");
        accept(Events.update("a", "t"));
        store.release(List.of(store.claim("stopped", Duration.ofMinutes(1)).orElseThrow()));
        service.scriptLedger("a", end -> new EventOutcome.Failed(ErrorCode.ATTEMPT_UNSETTLED, "?", true, false));
        assertThatThrownBy(() -> submission().cancel(id, "bob"))
                .isInstanceOfSatisfying(
                        BridgeException.Busy.class,
                        busy -> assertThat(busy.code()).isEqualTo("attempt-unsettled"));
        assertThat(status("a")).isEqualTo(EventStatus.PENDING);
        service.scriptLedger("a", end -> end);
        assertThat(submission().cancel(id, "bob").errorCode()).contains("cancelled");
        accept(Events.update("b", "t"));
        store.release(List.of(store.claim("stopped", Duration.ofMinutes(1)).orElseThrow()));
        service.scriptLedger("b", end -> new EventOutcome.Applied(ChangeCounts.updated(1), true, Optional.empty()));
        List<String> heard = new ArrayList<>();
        watch.subscribe(event -> heard.add(event.status().text()));
        assertThatThrownBy(() -> submission().cancel(new EventId("b"), "bob"))
                .isInstanceOf(BridgeException.Conflict.class);
        assertThat(status("b")).isEqualTo(EventStatus.COMPLETED);
        assertThat(heard).endsWith("completed");
        assertThat(meters.get(Meters.EVENTS_ENDED)
                        .tag(Meters.STATUS, "completed")
                        .tag(Meters.OPERATION, "UPDATE")
                        .counter()
                        .count())
                .isEqualTo(1);
        trail.close();
        assertThat(records.copy().stream().map(record -> record.entry().type())).contains("sync_completed");
    }

    @Test
    void aListenerThatFailsDoesNotKeepOthersFromHearing() {
        List<String> heard = new ArrayList<>();
        watch.subscribe(event -> {
            throw new IllegalStateException("a defect");
        });
        Cancellation.Registration second =
                watch.subscribe(event -> heard.add(event.status().text()));
        submission().submit(Events.update("a", "t"));
        watch.look();
        consume();
        second.close();
        watch.look();
        assertThat(heard).containsExactly("pending", "completed");
    }
}
