package io.github.sqldatabricks.bridge.event;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.observe.Meters;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.testing.Events;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork.StopReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Workers, heartbeat and drain of one process on a real store. Catches a poison event that stops others or its worker, an
 * event that is retried too often or not at all, a process that goes on with a claim it may have lost, and a shutdown that
 * loses events or counts an attempt that never came to anything.
 */
class SyncWorkerTest extends SyncFixture {

    @Test
    void oneMessageIsEnoughForAllThatWaitsAndLetsTheOtherThreadsHelp() {
        accept(Events.update("a", "t"), Events.update("b", "t"), Events.update("c", "u"));
        consume();
        assertThat(service.begun()).containsExactly("a", "b", "c");
        assertThat(status("c")).isEqualTo(EventStatus.COMPLETED);
        assertThat(channel.sent()).hasSizeBetween(2, 4);
        assertThat(runner.running()).isEmpty();
    }

    @Test
    void aPoisonEventFailsAloneWhateverItThrows() {
        service.script("a-bug", (claim, cancel) -> {
            throw new IllegalStateException("a defect");
        });
        service.script("b-error", (claim, cancel) -> {
            throw new StackOverflowError();
        });
        accept(Events.update("a-bug", "t"), Events.update("b-error", "t"), Events.update("c-good", "t"));
        consume();
        assertThat(found("a-bug").errorCode()).contains("internal-error");
        assertThat(found("b-error").errorCode()).contains("internal-error");
        assertThat(found("b-error").errorMessage().orElseThrow()).doesNotContain("StackOverflow");
        assertThat(status("c-good")).isEqualTo(EventStatus.COMPLETED);
    }

    @Test
    void anErrorAfterTheCommitDoesNotEndAnEventBeforeTheLedgerWasAsked() {
        service.script("a", (claim, cancel) -> {
            throw new OutOfMemoryError("of the test, after its commit");
        });
        Deque<Supplier<EventOutcome>> answers = new ArrayDeque<>();
        answers.add(() -> {
            throw new IllegalStateException("a defect");
        });
        answers.add(() -> new EventOutcome.Applied(ChangeCounts.updated(1), true, Optional.empty()));
        service.scriptLedger("a", end -> answers.remove().get());
        accept(Events.retried("a", "t", 0));
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            consume();
            return status("a").ended();
        });
        assertThat(status("a")).isEqualTo(EventStatus.COMPLETED);
        assertThat(counted(Meters.EVENT_RETRIES)).isEqualTo(1);
    }

    @Test
    void aTransientFailureIsRetriedAsOftenAsTheEventSaysAndOthersGoOn() {
        service.script("again", (claim, cancel) -> Events.TRANSIENT);
        accept(Events.retried("again", "t", 2), Events.update("other", "u"));
        consume();
        assertThat(status("other")).isEqualTo(EventStatus.COMPLETED);
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            consume();
            return status("again") == EventStatus.FAILED;
        });
        assertThat(found("again").retryCount()).isEqualTo(2);
        assertThat(found("again").errorCode()).contains("sqlserver-deadlock");
        assertThat(service.begun()).filteredOn("again"::equals).hasSize(3);
        assertThat(counted(Meters.EVENT_RETRIES)).isEqualTo(2);
    }

    @Test
    void anEventInRetryKeepsItsErrorAndSaysWhenItIsTriedNext() {
        service.script("again", (claim, cancel) -> {
            assertThat(claim.stored().errorCode()).isEmpty();
            // So that the next attempt, a millisecond later, does not begin.
            triggers.close();
            return Events.TRANSIENT;
        });
        accept(Events.update("again", "t"));
        consume();
        assertThat(found("again").nextAttemptAt()).isPresent();
        assertThat(found("again").retryable()).contains(true);
        assertThat(found("again").errorMessage()).contains(Events.TRANSIENT.message());
    }

    @Test
    void aPermanentFailureAndABlockedEventEndAtOnce() {
        service.script("no", (claim, cancel) -> new EventOutcome.Failed(ErrorCode.COLUMNS_DO_NOT_MATCH, "no", false));
        service.script("stop", (claim, cancel) -> new EventOutcome.Blocked(ErrorCode.LIMIT_EXCEEDED, "too many"));
        accept(Events.update("no", "t"), Events.update("stop", "t"));
        consume();
        assertThat(status("no")).isEqualTo(EventStatus.FAILED);
        assertThat(status("stop")).isEqualTo(EventStatus.BLOCKED);
        assertThat(service.begun()).containsExactly("no", "stop");
    }

    @Test
    void anEventOfADeadProcessCountsAsTakenOverAndItsLaterRetryDoesNot() {
        Deque<EventOutcome> outcomes = new ArrayDeque<>(List.of(Events.TRANSIENT, Events.APPLIED));
        service.script("left", (claim, cancel) -> outcomes.remove());
        accept(Events.update("left", "t"), Events.update("other", "u"));
        store.claim("dead", Duration.ZERO).orElseThrow();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            consume();
            return status("left") == EventStatus.COMPLETED;
        });
        assertThat(meters.counter(Meters.EVENTS_TAKEN_OVER).count()).isEqualTo(1);
    }

    @Test
    void anEventThatKilledManyProcessesIsNotBegunAgain() {
        accept(Events.update("killer", "t"));
        for (int i = 0; i <= config.maxTakeovers(); i++) {
            store.claim("dead" + i, Duration.ZERO).orElseThrow();
        }
        consume();
        assertThat(found("killer").errorCode()).contains("worker-died");
        assertThat(service.begun()).isEmpty();
    }

    @Test
    void anEventOfDeadWorkersEndsOnlyOnceTheLedgerAnswersHoweverOftenThatTakes() {
        service.script("a", (claim, cancel) -> new EventOutcome.Blocked(ErrorCode.LIMIT_EXCEEDED, "too many"));
        AtomicInteger asked = new AtomicInteger();
        service.scriptLedger("a", end -> {
            assertThat(end.errorCode()).contains("limit-exceeded");
            return asked.incrementAndGet() < 5
                    ? new EventOutcome.Failed(ErrorCode.ATTEMPT_UNSETTLED, "?", true, false)
                    : end;
        });
        accept(Events.retried("a", "t", 1));
        store.claim("dead", Duration.ZERO).orElseThrow();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            consume();
            return status("a").ended();
        });
        assertThat(status("a")).isEqualTo(EventStatus.BLOCKED);
        assertThat(asked).hasValue(5);
        assertThat(counted(Meters.EVENT_RETRIES)).isEqualTo(4);
    }

    @Test
    void anEventThatAnotherProcessHasTakenOverIsStoppedAndItsOutcomeDoesNotCount() {
        service.script("a", (claim, cancel) -> {
            store.renew(claim.worker(), List.of(claim), Duration.ZERO);
            Claim other = store.claim("other", Duration.ofMinutes(1)).orElseThrow();
            assertThat(other.fence()).isEqualTo(claim.fence() + 1);
            runner.beat();
            assertThat(cancel.isCancelled()).isTrue();
            return Events.APPLIED;
        });
        accept(Events.update("a", "t"));
        consume();
        assertThat(status("a")).isEqualTo(EventStatus.PROCESSING);
        assertThat(counted(Meters.CLAIMS_LOST)).isEqualTo(1);
    }

    @Test
    void aFailureThatComesFromTheStopIsNoOutcomeAndTheAttemptDoesNotCount() {
        AtomicInteger attempts = new AtomicInteger();
        service.script("a", (claim, cancel) -> {
            if (attempts.incrementAndGet() > 1) {
                return Events.APPLIED;
            }
            runner.stopForEnd();
            return new EventOutcome.Failed(ErrorCode.SQLSERVER_CONNECTION_LOST, "cut", false);
        });
        accept(Events.update("a", "t"));
        consume();
        assertThat(status("a")).isEqualTo(EventStatus.COMPLETED);
        assertThat(found("a").attempts()).isEqualTo(1);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void metersShowEventsTheirAgeAndHowFarTheEventsTableIsBehind() {
        accept(Events.inserted("a", "t"), Events.inserted("b", "t"));
        service.script("b", (claim, cancel) -> new EventOutcome.Blocked(ErrorCode.LIMIT_EXCEEDED, "too many"));
        housekeeping.count();
        assertThat(gauge(Meters.EVENTS, "pending")).isEqualTo(2);
        consume();
        housekeeping.count();
        assertThat(gauge(Meters.EVENTS, "pending")).isZero();
        assertThat(gauge(Meters.EVENTS, "completed")).isEqualTo(1);
        assertThat(gauge(Meters.EVENTS, "blocked")).isEqualTo(1);
        assertThat(meters.get(Meters.EVENTS_AGE).gauge().value()).isZero();
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            housekeeping.count();
            assertThat(meters.get(Meters.MIRROR_LAG).gauge().value()).isPositive();
        });
        store.writtenBack(store.unwritten(10));
        housekeeping.count();
        assertThat(meters.get(Meters.MIRROR_LAG).gauge().value()).isZero();
        assertThat(meters.get(Meters.EVENT_ROWS)
                        .tag(Meters.OPERATION, "UPDATE")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private double gauge(String name, String status) {
        return meters.get(name).tag(Meters.STATUS, status).gauge().value();
    }

    @Test
    void aProcessThatCannotReachTheStoreForALeaseStopsItsEvents() {
        AtomicInteger stopped = new AtomicInteger();
        service.script("a", (claim, cancel) -> {
            runner.beat();
            database.close();
            runner.beat();
            assertThat(cancel.isCancelled()).isFalse();
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                runner.beat();
                return cancel.isCancelled();
            });
            assertThat(runner.running()).allMatch(event -> event.isStoppedBy(StopReason.LOST));
            stopped.incrementAndGet();
            throw new BridgeException.Cancelled(ErrorCode.CANCELLED, "lost");
        });
        accept(Events.update("a", "t"));
        consume();
        assertThat(stopped).hasValue(1);
    }

    @Test
    void aStoppingProcessBeginsNothingAndWaitsForWhatRuns() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        service.script("a", (claim, cancel) -> {
            begun.countDown();
            awaitLatch(end);
            return Events.APPLIED;
        });
        accept(Events.update("a", "t"), Events.update("b", "u"));
        Thread worker = new Thread(this::consume);
        worker.start();
        begun.await();
        runner.close();
        assertThat(runner.awaitNone(Duration.ofMillis(50))).isFalse();
        end.countDown();
        assertThat(runner.awaitNone(Duration.ofSeconds(20))).isTrue();
        worker.join();
        assertThat(status("a")).isEqualTo(EventStatus.COMPLETED);
        assertThat(status("b")).isEqualTo(EventStatus.PENDING);
        assertThat(service.begun()).containsExactly("a");
    }

    @Test
    void aStoppingProcessGivesBackWhatDoesNotEndInTime() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        service.script("a", (claim, cancel) -> {
            CountDownLatch cut = new CountDownLatch(1);
            cancel.onCancel(cut::countDown);
            begun.countDown();
            awaitLatch(cut);
            throw new BridgeException.Cancelled(ErrorCode.CANCELLED, "cut");
        });
        accept(Events.update("a", "t"));
        Thread worker = new Thread(this::consume);
        worker.start();
        begun.await();
        runner.close();
        runner.stopForEnd();
        assertThat(runner.awaitNone(Duration.ofSeconds(20))).isTrue();
        worker.join();
        assertThat(status("a")).isEqualTo(EventStatus.PENDING);
        assertThat(found("a").attempts()).isZero();
        assertThat(store.claim("other", Duration.ofMinutes(1))).isPresent();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
