package io.github.sqldatabricks.bridge.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobStatus;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.job.QueryState;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.ops.Meters;
import io.github.sqldatabricks.bridge.ops.WorkTraces;
import io.github.sqldatabricks.bridge.store.JdbcJobStore;
import io.github.sqldatabricks.bridge.store.JdbcLeaseStore;
import io.github.sqldatabricks.bridge.store.RequestKeeper;
import io.github.sqldatabricks.bridge.testing.Takeover;
import io.github.sqldatabricks.bridge.testing.WatchedLeaseStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Heartbeat and sweep of one process beside another one. Catches cancels that do not reach the other process, a process
 * that goes on with a lease it may have lost, and a sweep that takes more than it has room for.
 */
class WorkerTest extends WorkerFixture {

    @Test
    void aCancelInAnotherProcessReachesTheQueryWithTheNextBeat() {
        Heartbeat heartbeat = heartbeat(Duration.ofHours(1));
        RunningQuery query = started(job("q"), "q");
        other.cancel(query.lease().job());
        assertThat(query.stopped()).isEmpty();
        heartbeat.beat();
        assertThat(query.stopped()).contains(RunningQuery.Stop.CANCELLED);
        assertThatThrownBy(query.cancellation()::check).isInstanceOf(BridgeException.Cancelled.class);
    }

    @Test
    void aQueryThatAnotherProcessHasTakenOverIsStopped() {
        Heartbeat heartbeat = heartbeat(Duration.ZERO);
        RunningQuery query = started(job("q"), "q");
        assertThat(Takeover.of(other, 1)).hasSize(1);
        heartbeat.beat();
        assertThat(query.stopped()).contains(RunningQuery.Stop.LOST);
    }

    @Test
    void aProcessThatCannotReachTheStoreForALeaseStopsItsQueries() {
        Duration lease = Duration.ofMillis(300);
        Heartbeat heartbeat = heartbeat(lease);
        RunningQuery query = started(job("q"), "q");
        heartbeat.beat();
        database.close();
        heartbeat.beat();
        assertThat(query.stopped()).isEmpty();
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            heartbeat.beat();
            assertThat(query.stopped()).contains(RunningQuery.Stop.LOST);
        });
    }

    @Test
    void waitingQueriesKeepTheirLeases() {
        Duration lease = Duration.ofMillis(600);
        Heartbeat heartbeat = heartbeat(lease);
        publish(job("q"));
        long end = System.nanoTime() + lease.multipliedBy(3).toNanos();
        await().pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    heartbeat.beat();
                    assertThat(Takeover.of(other, 1)).isEmpty();
                    return System.nanoTime() > end;
                });
    }

    @Test
    void aSweepTakesUpNoMoreThanThereIsRoomFor() {
        heartbeat(Duration.ZERO);
        job(IntStream.range(0, CAPACITY + 3).mapToObj(i -> "q" + i).toArray(String[]::new));
        tracker = tracker(config(Duration.ofHours(1)));
        Sweeper sweeper = new Sweeper(tracker, publisher, running, metrics);
        sweeper.sweep();
        assertThat(channel.sent()).hasSize(CAPACITY);
        assertThat(publisher.free()).isZero();
        sweeper.sweep();
        assertThat(channel.sent()).hasSize(CAPACITY);
        assertThat(publisher.take(channel.sent().get(0))).isTrue();
        sweeper.sweep();
        assertThat(channel.sent()).hasSize(CAPACITY + 1).doesNotHaveDuplicates();
    }

    @Test
    void aSweepNeverMakesTheQueueLookFull() {
        List<Integer> freeDuringSearch = new ArrayList<>();
        WatchedLeaseStore leases =
                new WatchedLeaseStore(new JdbcLeaseStore(database), () -> freeDuringSearch.add(publisher.free()));
        JobTracker watched = new JobTracker(
                new JdbcJobStore(database, new RequestKeeper(store)), leases, config(Duration.ofHours(1)));
        new Sweeper(watched, publisher, running, metrics).sweep();
        assertThat(freeDuringSearch).containsExactly(CAPACITY);
    }

    @Test
    void anOutcomeOfAQueryThatWasTakenOverIsNotRecorded() {
        heartbeat(Duration.ZERO);
        Job job = job("q");
        RunningQuery query = started(job, "q");
        Takeover.of(other, 1);
        new OutcomeRecorder(tracker, metrics, audit, UnaryOperator.identity())
                .record(query, new QueryState.Completed(List.of(), Map.of()));
        assertThat(other.find(job.id()).ended()).isFalse();
    }

    @Test
    void aQueryThatKilledManyProcessesEndsWithoutAnotherAttemptAndIsCounted() {
        heartbeat(Duration.ZERO);
        Job job = job("q");
        Lease lease = Lease.first(job.id(), new QueryName("q"));
        for (int died = 0; died < config(Duration.ZERO).maxTakeovers(); died++) {
            tracker.start(lease);
            lease = Takeover.of(tracker, 1).get(0);
        }
        publish(lease);
        OutcomeRecorder recorder = new OutcomeRecorder(tracker, metrics, audit, UnaryOperator.identity());
        // Without attempts: whoever begins the query fails here.
        new ExtractionConsumer(publisher, tracker, running, null, recorder, WorkTraces.NONE).consume(lease);
        assertThat(other.find(job.id()).state().status()).isEqualTo(JobStatus.FAILED);
        assertThat(registry.counter(Meters.JOBS_ENDED, Meters.STATUS, "failed").count())
                .isEqualTo(1);
    }
}
