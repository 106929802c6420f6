package io.github.sqldatabricks.bridge.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobConfig;
import io.github.sqldatabricks.bridge.job.JobStatus;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.job.QueryState;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.ops.WorkTraces;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.github.sqldatabricks.bridge.testing.FixedKafkaConfig;
import io.github.sqldatabricks.bridge.testing.Takeover;
import io.github.sqldatabricks.bridge.testing.WorkMessagesOfTests;
import io.quarkus.runtime.ShutdownEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The end of one process beside another one. Catches a shutdown that loses or holds on to work. */
class StoppingWorkerTest extends WorkerFixture {

    @Test
    void roomThatIsNotUsedGoesBack() {
        assertThatThrownBy(() -> publisher.reserve(CAPACITY + 1)).isInstanceOf(BridgeException.InvalidRequest.class);
        try (WorkPublisher.Room room = publisher.reserve(CAPACITY)) {
            assertThatThrownBy(() -> publisher.reserve(1)).isInstanceOf(BridgeException.Busy.class);
            room.publish(Lease.first(JobId.random(), new QueryName("q")));
        }
        assertThat(publisher.free()).isEqualTo(CAPACITY - 1);
    }

    @Test
    void withKafkaThereIsOnlyRoomForWhatRunsAndOnlyUntilItEnds() throws Exception {
        FixedExtractionConfig config = new FixedExtractionConfig(Path.of("unused"));
        WorkPublisher few =
                new WorkPublisher(channel, WorkMessagesOfTests.shared(), config, new FixedKafkaConfig(true), metrics);
        Lease lease = Lease.first(JobId.random(), new QueryName("q"));
        try (WorkPublisher.Room room = few.awaitOne()) {
            room.publish(lease);
        }
        assertThat(few.take(lease)).isTrue();
        assertThat(few.free()).isEqualTo(config.concurrency() - 1);
        few.ended();
        assertThat(few.free()).isEqualTo(config.concurrency());
    }

    @Test
    void whoWaitsForRoomInAStoppingProcessGetsNone() throws Exception {
        publisher.reserve(CAPACITY);
        publisher.close();
        try (WorkPublisher.Room room = publisher.awaitOne()) {
            assertThatThrownBy(() -> room.publish(Lease.first(JobId.random(), new QueryName("q"))))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aStoppingProcessGivesBackWhatWaitsAndTakesNothingNew() {
        Heartbeat heartbeat = heartbeat(Duration.ofHours(1));
        Job waiting = job("q");
        publish(waiting);
        drain(heartbeat, Duration.ofMillis(100));
        assertThat(Takeover.of(other, 10)).extracting(Lease::job).containsExactly(waiting.id());
        assertThat(publisher.withdraw(channel.sent().get(0))).isFalse();
        assertThatThrownBy(() -> publisher.reserve(1)).isInstanceOf(BridgeException.Busy.class);
    }

    @Test
    void whatARequestStoresDuringTheDrainIsNotBegunButGivenBackAtItsEnd() {
        Heartbeat heartbeat = heartbeat(Duration.ofHours(1));
        Job late = job("q");
        ExtractionConsumer consumer = new ExtractionConsumer(publisher, tracker, running, null, null, WorkTraces.NONE);
        try (WorkPublisher.Room room = publisher.reserve(1)) {
            drain(heartbeat, Duration.ofMillis(100));
            room.publish(Lease.first(late.id(), new QueryName("q")));
        }
        consumer.consume(channel.sent().get(0));
        assertThat(tracker.find(late.id()).state().status()).isEqualTo(JobStatus.PENDING);
        assertThat(Takeover.of(other, 10)).isEmpty();
        drain(heartbeat, Duration.ofMillis(100));
        assertThat(Takeover.of(other, 10)).extracting(Lease::job).containsExactly(late.id());
    }

    @Test
    void aStoppingProcessWaitsForAQueryThatEndsInTime() {
        Heartbeat heartbeat = heartbeat(Duration.ofHours(1));
        RunningQuery query = started(job("q"), "q");
        Thread ends = new Thread(() -> running.remove(query.lease()));
        ends.start();
        drain(heartbeat, Duration.ofSeconds(20));
        assertThat(query.stopped()).isEmpty();
    }

    @Test
    void aStoppingProcessStopsAQueryThatDoesNotEndInTime() {
        Heartbeat heartbeat = heartbeat(Duration.ofHours(1));
        RunningQuery query = started(job("q"), "q");
        query.cancellation().onCancel(() -> running.remove(query.lease()));
        drain(heartbeat, Duration.ofMillis(100));
        assertThat(query.stopped()).contains(RunningQuery.Stop.DRAINED);
        assertThat(running.size()).isZero();
    }

    @Test
    void theWaitForTheNextAttemptEndsAtOnceWhenTheQueryIsStopped() throws Exception {
        RunningQuery query = new RunningQuery(Lease.first(JobId.random(), new QueryName("q")), 0);
        Thread waits = new Thread(() -> {
            query.backOff().begins();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                query.backOff().over();
            }
        });
        waits.start();
        query.stop(RunningQuery.Stop.CANCELLED);
        waits.join(Duration.ofSeconds(10).toMillis());
        assertThat(waits.isAlive()).isFalse();
    }

    @Test
    void anAttemptIsNeverInterrupted() {
        RunningQuery query = new RunningQuery(Lease.first(JobId.random(), new QueryName("q")), 0);
        query.stop(RunningQuery.Stop.CANCELLED);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        query.backOff().begins();
        query.backOff().over();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aQueryThatOnlyStoppedBecauseItsProcessDoesIsGivenBack() {
        heartbeat(Duration.ofHours(1));
        RunningQuery query = started(job("q"), "q");
        query.stop(RunningQuery.Stop.DRAINED);
        new OutcomeRecorder(tracker, metrics, audit, UnaryOperator.identity())
                .record(query, new QueryState.Cancelled());
        assertThat(Takeover.of(other, 1)).hasSize(1);
    }

    @Test
    void aQueryThatSucceededWhileItsProcessStopsIsRecorded() {
        heartbeat(Duration.ofHours(1));
        Job job = job("q");
        RunningQuery query = started(job, "q");
        query.stop(RunningQuery.Stop.DRAINED);
        new OutcomeRecorder(tracker, metrics, audit, UnaryOperator.identity())
                .record(query, new QueryState.Completed(List.of(), Map.of()));
        assertThat(other.find(job.id()).state().status()).isEqualTo(JobStatus.COMPLETED);
    }

    private void drain(Heartbeat heartbeat, Duration timeout) {
        JobConfig config = new FixedJobConfig(
                Duration.ofDays(1), Duration.ofHours(1), Duration.ofMillis(20), Duration.ofSeconds(1), timeout);
        ExtractionDrain queries = new ExtractionDrain(tracker, publisher, running, heartbeat);
        new GracefulDrain(List.of(queries), List.of(), config).onStop(new ShutdownEvent());
    }
}
