package io.github.sqldatabricks.bridge.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.work.GracefulDrain;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork.StopReason;
import io.quarkus.runtime.ShutdownEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The end of one process beside another one. Catches a shutdown that loses or holds on to work. */
class StoppingWorkerTest extends WorkerFixture {

    @Test
    void whatWaitsBelongsToNobodyAndAStoppingProcessTakesNothingNew() {
        Job waiting = job("q");
        drain(Duration.ofMillis(100));
        runner.run();
        assertThat(worked).hasValue(0);
        assertThatThrownBy(() -> queue.reserve(1))
                .isInstanceOfSatisfying(
                        BridgeException.Busy.class,
                        busy -> assertThat(busy.code()).isEqualTo("shutting-down"));
        assertThat(other.claim().orElseThrow().job().id()).isEqualTo(waiting.id());
    }

    @Test
    void whatARequestStoresDuringTheDrainIsNotBegunHere() {
        drain(Duration.ofMillis(100));
        Job late = job("q");
        channel.trigger();
        runner.run();
        assertThat(emitter.sent()).isEmpty();
        assertThat(other.find(late.id()).state().status()).isEqualTo(JobStatus.PENDING);
        assertThat(other.claim()).isPresent();
    }

    @Test
    void whoWaitsForAFreeThreadInAStoppingProcessGetsNone() throws Exception {
        assertThat(runner.awaitFreeThread()).isTrue();
        drain(Duration.ofMillis(100));
        assertThat(runner.awaitFreeThread()).isFalse();
    }

    @Test
    void aStoppingProcessWaitsForAQueryThatEndsInTime() throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        channel.onClose(closing::countDown);
        Thread worker = begun(query -> {
            await(closing);
            assertThat(query.stopped()).isEmpty();
            handler.record(query, new QueryState.Completed(List.of(), Map.of()));
        });
        drain(Duration.ofSeconds(20));
        worker.join();
        assertThat(worked).hasValue(1);
        assertThat(runner.running()).isEmpty();
    }

    @Test
    void aStoppingProcessStopsAQueryThatDoesNotEndInTime() throws Exception {
        Thread worker = begun(query -> {
            CountDownLatch stopped = new CountDownLatch(1);
            query.cancellation().onCancel(stopped::countDown);
            await(stopped);
            assertThat(query.stopped()).contains(StopReason.DRAINED);
        });
        drain(Duration.ofMillis(100));
        assertThat(runner.running()).isEmpty();
        worker.join();
        assertThat(worked).hasValue(1);
    }

    @Test
    void theWaitForTheNextAttemptEndsAtOnceWhenTheQueryIsStopped() throws Exception {
        RunningQuery query = claimed();
        Thread waits = new Thread(() -> {
            query.betweenAttempts().begins();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                query.betweenAttempts().over();
            }
        });
        waits.start();
        query.stop(StopReason.CANCELLED);
        waits.join(Duration.ofSeconds(10).toMillis());
        assertThat(waits.isAlive()).isFalse();
    }

    @Test
    void anAttemptIsNeverInterrupted() {
        RunningQuery query = claimed();
        query.stop(StopReason.CANCELLED);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        query.betweenAttempts().begins();
        query.betweenAttempts().over();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aQueryThatOnlyStoppedBecauseItsProcessDoesIsGivenBack() {
        RunningQuery query = claimed();
        query.stop(StopReason.DRAINED);
        handler.record(query, new QueryState.Cancelled());
        assertThat(other.claim()).isPresent();
    }

    @Test
    void aQueryThatSucceededWhileItsProcessStopsIsRecorded() {
        RunningQuery query = claimed();
        query.stop(StopReason.DRAINED);
        handler.record(query, new QueryState.Completed(List.of(), Map.of()));
        assertThat(other.find(query.claim().job()).state().status()).isEqualTo(JobStatus.COMPLETED);
    }

    private RunningQuery claimed() {
        job("q");
        return new RunningQuery(tracker.claim().orElseThrow());
    }

    /** A thread of this process that works on a query. */
    private Thread begun(Consumer<RunningQuery> work) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        process(Duration.ofHours(1), query -> {
            begun.countDown();
            work.accept(query);
        });
        job("q");
        Thread worker = new Thread(runner::run);
        worker.start();
        await(begun);
        return worker;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void drain(Duration timeout) {
        new GracefulDrain(List.of(runner), List.of(), timeout, Duration.ofMillis(20)).onStop(new ShutdownEvent());
    }
}
