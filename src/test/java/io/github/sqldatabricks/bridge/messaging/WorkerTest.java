package io.github.sqldatabricks.bridge.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobConfig;
import io.github.sqldatabricks.bridge.job.JobStatus;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.job.NewJob;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryState;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.ops.ExtractionMetrics;
import io.github.sqldatabricks.bridge.ops.Meters;
import io.github.sqldatabricks.bridge.store.JdbcJobStore;
import io.github.sqldatabricks.bridge.store.JdbcLeaseStore;
import io.github.sqldatabricks.bridge.store.JobDatabase;
import io.github.sqldatabricks.bridge.store.RequestKeeper;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.RecordingEmitter;
import io.github.sqldatabricks.bridge.testing.Takeover;
import io.github.sqldatabricks.bridge.testing.WatchedLeaseStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Heartbeat, sweep and drain of one process beside another one on the same store, without any scheduler. Catches cancels
 * that do not reach the other process, a process that goes on with a lease it may have lost, a sweep that takes more than
 * it has room for, and a shutdown that loses or holds on to work.
 */
class WorkerTest {

    private static final int CAPACITY = 16;

    private final FixedStoreConfig store = FixedStoreConfig.inMemory();
    private final RecordingEmitter<Lease> channel = new RecordingEmitter<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ExtractionMetrics metrics = new ExtractionMetrics(registry);
    private final RunningQueries running = new RunningQueries();
    private JobDatabase database;
    private JobTracker tracker;
    private JobTracker other;
    private WorkPublisher publisher;

    @BeforeEach
    void open() {
        database = new JobDatabase(store);
        publisher = new WorkPublisher(channel, new FixedExtractionConfig(Path.of("unused")), metrics);
        other = tracker(config(Duration.ofHours(1)));
    }

    @AfterEach
    void close() {
        database.close();
    }

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
    void aQueryThatOnlyStoppedBecauseItsProcessDoesIsGivenBack() {
        heartbeat(Duration.ofHours(1));
        RunningQuery query = started(job("q"), "q");
        query.stop(RunningQuery.Stop.DRAINED);
        new OutcomeRecorder(tracker, metrics, UnaryOperator.identity()).record(query, new QueryState.Cancelled());
        assertThat(Takeover.of(other, 1)).hasSize(1);
    }

    @Test
    void aQueryThatSucceededWhileItsProcessStopsIsRecorded() {
        heartbeat(Duration.ofHours(1));
        Job job = job("q");
        RunningQuery query = started(job, "q");
        query.stop(RunningQuery.Stop.DRAINED);
        new OutcomeRecorder(tracker, metrics, UnaryOperator.identity())
                .record(query, new QueryState.Completed(List.of(), Map.of()));
        assertThat(other.find(job.id()).state().status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void anOutcomeOfAQueryThatWasTakenOverIsNotRecorded() {
        heartbeat(Duration.ZERO);
        Job job = job("q");
        RunningQuery query = started(job, "q");
        Takeover.of(other, 1);
        new OutcomeRecorder(tracker, metrics, UnaryOperator.identity())
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
        OutcomeRecorder recorder = new OutcomeRecorder(tracker, metrics, UnaryOperator.identity());
        // Without attempts: whoever begins the query fails here.
        new ExtractionConsumer(publisher, tracker, running, null, recorder).consume(lease);
        assertThat(other.find(job.id()).state().status()).isEqualTo(JobStatus.FAILED);
        assertThat(registry.counter(Meters.JOBS_ENDED, Meters.STATUS, "failed").count())
                .isEqualTo(1);
    }

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
    void aStoppingProcessGivesBackWhatWaitsAndTakesNothingNew() {
        Heartbeat heartbeat = heartbeat(Duration.ofHours(1));
        Job waiting = job("q");
        publish(waiting);
        drain(heartbeat, Duration.ofMillis(100));
        assertThat(Takeover.of(other, 10)).extracting(Lease::job).containsExactly(waiting.id());
        assertThat(publisher.take(channel.sent().get(0))).isFalse();
        assertThatThrownBy(() -> publisher.reserve(1)).isInstanceOf(BridgeException.Busy.class);
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

    private void drain(Heartbeat heartbeat, Duration timeout) {
        JobConfig config = new FixedJobConfig(
                Duration.ofDays(1), Duration.ofHours(1), Duration.ofMillis(20), Duration.ofSeconds(1), timeout);
        ExtractionDrain queries = new ExtractionDrain(tracker, publisher, running, heartbeat);
        new GracefulDrain(List.of(queries), config).onStop(new ShutdownEvent());
    }

    private Heartbeat heartbeat(Duration lease) {
        tracker = tracker(config(lease));
        return new Heartbeat(tracker, publisher, running, config(lease));
    }

    private static JobConfig config(Duration lease) {
        return new FixedJobConfig(lease);
    }

    private JobTracker tracker(JobConfig config) {
        return new JobTracker(
                new JdbcJobStore(database, new RequestKeeper(store)), new JdbcLeaseStore(database), config);
    }

    private RunningQuery started(Job job, String query) {
        Lease lease = Lease.first(job.id(), new QueryName(query));
        tracker.start(lease).orElseThrow();
        return running.add(lease, 0);
    }

    private void publish(Lease lease) {
        try (WorkPublisher.Room room = publisher.reserve(1)) {
            room.publish(lease);
        }
    }

    private void publish(Job job) {
        try (WorkPublisher.Room room = publisher.reserve(job.queries().size())) {
            job.queries().forEach(query -> room.publish(Lease.first(job.id(), query.name())));
        }
    }

    private Job job(String... queries) {
        VolumePath folder = new VolumePath("/Volumes/main/bridge/landing");
        List<QueryProgress> pending = Arrays.stream(queries)
                .map(name -> QueryProgress.pending(new QueryName(name), folder.resolve(name)))
                .toList();
        ExtractionRequest request = new ExtractionRequest(
                Optional.empty(),
                Optional.empty(),
                new Country("bolivia"),
                Optional.empty(),
                List.of(),
                false,
                OptionalInt.empty(),
                Map.of(),
                OptionalLong.empty());
        return tracker.create(new NewJob(JobId.random(), "ana", Optional.empty(), request, Set.of(), folder, pending));
    }
}
