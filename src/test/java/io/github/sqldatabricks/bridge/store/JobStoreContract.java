package io.github.sqldatabricks.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.job.Holding;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobFilter;
import io.github.sqldatabricks.bridge.job.JobStatus;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.job.NewJob;
import io.github.sqldatabricks.bridge.job.Progress;
import io.github.sqldatabricks.bridge.job.QueryState;
import io.github.sqldatabricks.bridge.job.QueryStatus;
import io.github.sqldatabricks.bridge.job.Renewal;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.github.sqldatabricks.bridge.testing.Takeover;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every job store must do, through real SQL. Catches jobs that are lost or run twice, outcomes of workers that lost
 * their lease, half-stored jobs, two jobs writing to one folder, and SQL that only one of the databases understands.
 */
abstract class JobStoreContract {

    private static final Progress LAST = new Progress(2, 1000, 4096, Duration.ofSeconds(2));
    private static final QueryState.Outcome DONE =
            new QueryState.Completed(List.of(new VolumePath("/Volumes/a/b/c/q.parquet")), Map.of("at", 3L));
    private static final QueryState.Outcome FAILED = new QueryState.Failed("sql-failed", "syntax \u00e9", false);

    private JobDatabase database;
    private JobTracker tracker;

    /** The database under test. */
    abstract StoreConfig config();

    @BeforeEach
    void open() {
        database = new JobDatabase(config());
        database.transaction(connection -> Statements.update(connection, "DELETE FROM bridge.job"));
        tracker = tracker(Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aJobIsReadAsItWasStored() {
        NewJob stored = Jobs.of("q2", "q1");
        tracker.create(stored);
        Job read = tracker.find(stored.id());
        assertThat(read.request()).isEqualTo(stored.request());
        assertThat(read.destination()).isEqualTo(stored.destination());
        assertThat(read.queries()).isEqualTo(stored.queries());
        assertThat(read.owner()).isEqualTo("ana");
        assertThat(read.state().status()).isEqualTo(JobStatus.PENDING);
        assertThat(read.createdAt())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    }

    @Test
    void aJobRunsFromPendingToCompletedAndKeepsWhatItsQueriesReported() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        assertThat(tracker.start(lease(job, "q")).orElseThrow().state().status())
                .isEqualTo(JobStatus.RUNNING);
        tracker.end(lease(job, "q"), LAST, DONE);
        Job ended = tracker.find(job.id());
        assertThat(ended.state().status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(ended.state().endedAt().orElseThrow())
                .isAfterOrEqualTo(ended.state().startedAt().orElseThrow());
        assertThat(ended.queries().get(0).outcome()).contains(DONE);
        assertThat(ended.queries().get(0).progress()).isEqualTo(LAST);
    }

    @Test
    void oneFailedQueryFailsTheJobOnlyAfterItsSistersHaveEnded() {
        NewJob job = Jobs.of("bad", "good");
        tracker.create(job);
        run(job, "bad", FAILED);
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.RUNNING);
        run(job, "good", new QueryState.Skipped("there"));
        Job ended = tracker.find(job.id());
        assertThat(ended.state().status()).isEqualTo(JobStatus.FAILED);
        assertThat(ended.state().error()).contains("1 of 2 queries failed: bad");
        assertThat(ended.queries().get(0).outcome()).contains(FAILED);
        assertThat(ended.count(QueryStatus.SKIPPED)).isEqualTo(1);
    }

    @Test
    void anOutcomeCountsOnlyOnce() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        run(job, "q", DONE);
        assertThat(tracker.end(lease(job, "q"), LAST, FAILED)).isEmpty();
        assertThat(tracker.start(lease(job, "q"))).isEmpty();
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void cancellingEndsWhatWaitsAndTellsTheWorkerOfWhatRuns() {
        NewJob job = Jobs.of("running", "waiting");
        tracker.create(job);
        tracker.start(lease(job, "running"));
        tracker.cancel(job.id());
        assertThat(tracker.find(job.id())
                        .query(new QueryName("waiting"))
                        .state()
                        .status())
                .isEqualTo(QueryStatus.CANCELLED);
        Renewal renewal = tracker.renew(List.of(holding(lease(job, "running")), holding(lease(job, "waiting"))));
        assertThat(renewal.cancelled()).containsExactly(lease(job, "running"));
        assertThat(renewal.lost()).containsExactly(lease(job, "waiting"));
        tracker.end(lease(job, "running"), LAST, new QueryState.Cancelled());
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void cancellingAPendingJobEndsItAtOnceAndASecondCancelIsAConflict() {
        NewJob job = Jobs.of("a", "b");
        tracker.create(job);
        assertThat(tracker.cancel(job.id()).state().status()).isEqualTo(JobStatus.CANCELLED);
        assertThatThrownBy(() -> tracker.cancel(job.id())).isInstanceOf(BridgeException.Conflict.class);
        assertThatThrownBy(() -> tracker.cancel(JobId.random())).isInstanceOf(BridgeException.NotFound.class);
    }

    @Test
    void aFolderBelongsToOneUnfinishedJobAndTheRefusalNamesIt() {
        String destination = "/Volumes/main/bridge/" + UUID.randomUUID();
        NewJob first = Jobs.to(destination, "a", "b");
        NewJob second = Jobs.to(destination, "c", "b");
        tracker.create(first);
        assertThatThrownBy(() -> tracker.create(second))
                .isInstanceOf(BridgeException.Conflict.class)
                .hasMessageContaining(first.id().value());
        assertThatThrownBy(() -> tracker.find(second.id())).isInstanceOf(BridgeException.NotFound.class);
        run(first, "b", DONE);
        assertThat(tracker.create(second).id()).isEqualTo(second.id());
    }

    @Test
    void theSameKeyAndRequestGiveTheSameJobForTheSameOwnerOnly() {
        String key = UUID.randomUUID().toString();
        Job first = tracker.create(Jobs.keyed("ana", key, Jobs.request("q")));
        assertThat(tracker.create(Jobs.keyed("ana", key, Jobs.request("q"))).id())
                .isEqualTo(first.id());
        assertThat(tracker.findByKey("ana", new IdempotencyKey(key), Jobs.request("q"))
                        .orElseThrow()
                        .id())
                .isEqualTo(first.id());
        assertThat(tracker.findByKey("bob", new IdempotencyKey(key), Jobs.request("q")))
                .isEmpty();
        assertThat(tracker.findByKey(
                        "ana", new IdempotencyKey(key.toUpperCase(java.util.Locale.ROOT) + "A"), Jobs.request("q")))
                .isEmpty();
        assertThatThrownBy(() -> tracker.create(Jobs.keyed("ana", key, Jobs.request("other"))))
                .isInstanceOf(BridgeException.KeyReused.class);
    }

    @Test
    void ofManySimultaneousRepetitionsOnlyOneBecomesAJob() throws Exception {
        String key = UUID.randomUUID().toString();
        Set<JobId> ids = ConcurrentHashMap.newKeySet();
        inParallel(
                8,
                worker -> ids.add(tracker.create(Jobs.keyed("ana", key, Jobs.request("q")))
                        .id()));
        assertThat(ids).hasSize(1);
        assertThat(tracker.countByStatus().get(JobStatus.PENDING)).isEqualTo(1);
    }

    @Test
    void aLeaseThatIsRenewedIsNotTakenOver() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        assertThat(Takeover.of(tracker(Duration.ofMinutes(1)), 10)).isEmpty();
    }

    @Test
    void anExpiredLeaseIsTakenOverAndTheOldOwnersOutcomeIsRefused() {
        JobTracker dead = tracker(Duration.ZERO);
        NewJob job = Jobs.of("q");
        dead.create(job);
        dead.start(lease(job, "q"));
        List<Lease> adopted = Takeover.of(tracker, 10);
        assertThat(adopted).containsExactly(new Lease(job.id(), new QueryName("q"), 2));
        assertThat(dead.end(lease(job, "q"), LAST, FAILED)).isEmpty();
        assertThat(dead.renew(List.of(holding(lease(job, "q")))).lost()).containsExactly(lease(job, "q"));
        tracker.start(adopted.get(0));
        tracker.end(adopted.get(0), LAST, DONE);
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void aReleasedLeaseCanBeTakenAtOnce() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        tracker.release(List.of(lease(job, "q")));
        assertThat(Takeover.of(tracker(Duration.ofMinutes(1)), 1)).hasSize(1);
    }

    @Test
    void aCancelledJobOfADeadWorkerEndsWhenItIsTakenOver() {
        JobTracker dead = tracker(Duration.ZERO);
        NewJob job = Jobs.of("q");
        dead.create(job);
        dead.start(lease(job, "q"));
        tracker.cancel(job.id());
        Lease adopted = Takeover.of(tracker, 1).get(0);
        assertThat(tracker.start(adopted).orElseThrow().state().status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void racingWorkersTakeEachAbandonedQueryExactlyOnce() throws Exception {
        JobTracker dead = tracker(Duration.ZERO);
        String[] names = IntStream.range(0, 30).mapToObj(i -> "q" + i).toArray(String[]::new);
        NewJob job = Jobs.of(names);
        dead.create(job);
        try (JobDatabase other = new JobDatabase(config())) {
            List<JobTracker> workers =
                    List.of(tracker, tracker(Duration.ofMinutes(1)), tracker(other), tracker(other), tracker(other));
            Map<QueryName, Long> runs = new ConcurrentHashMap<>();
            inParallel(workers.size(), index -> {
                for (Lease lease : Takeover.of(workers.get(index), 30)) {
                    if (workers.get(index).start(lease).isPresent()) {
                        runs.merge(lease.query(), 1L, Long::sum);
                        workers.get(index).end(lease, LAST, DONE);
                    }
                }
            });
            assertThat(runs).hasSize(30);
            assertThat(runs.values()).containsOnly(1L);
        }
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void queriesThatEndAtTheSameTimeEndTheJob() throws Exception {
        String[] names = IntStream.range(0, 12).mapToObj(i -> "q" + i).toArray(String[]::new);
        NewJob job = Jobs.of(names);
        tracker.create(job);
        inParallel(4, worker -> {
            for (int i = worker; i < names.length; i += 4) {
                run(job, names[i], DONE);
            }
        });
        assertThat(tracker.find(job.id()).state().status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void progressIsSeenWhileAQueryRuns() {
        NewJob job = Jobs.of("q");
        tracker.create(job);
        tracker.start(lease(job, "q"));
        tracker.renew(List.of(new Holding(lease(job, "q"), LAST)));
        assertThat(tracker.find(job.id()).queries().get(0).progress()).isEqualTo(LAST);
    }

    @Test
    void listsNewestFirstByOwnerAndStatusInPages() {
        List<JobId> made = IntStream.range(0, 5)
                .mapToObj(i -> Jobs.of("q" + i))
                .map(tracker::create)
                .map(Job::id)
                .toList();
        tracker.cancel(made.get(2));
        assertThat(ids(new JobFilter(Optional.empty(), Optional.empty(), 2, 1)))
                .containsExactly(made.get(3), made.get(2));
        assertThat(ids(new JobFilter(Optional.of("ana"), Optional.of(JobStatus.CANCELLED), 9, 0)))
                .containsExactly(made.get(2));
        assertThat(ids(new JobFilter(Optional.of("bob"), Optional.empty(), 9, 0)))
                .isEmpty();
    }

    @Test
    void onlyJobsThatEndedLongAgoArePruned() {
        NewJob ended = Jobs.of("q");
        NewJob alive = Jobs.of("q");
        tracker.create(ended);
        tracker.create(alive);
        tracker.cancel(ended.id());
        assertThat(tracker.prune()).isZero();
        database.transaction(connection -> Statements.update(
                connection,
                "UPDATE bridge.job SET ended_at = ? WHERE job_id = ?",
                Instant.now().minus(Duration.ofDays(31)),
                ended.id().value()));
        assertThat(tracker.prune()).isEqualTo(1);
        assertThat(ids(new JobFilter(Optional.empty(), Optional.empty(), 9, 0))).containsExactly(alive.id());
    }

    private List<JobId> ids(JobFilter filter) {
        return tracker.list(filter).stream().map(Job::id).toList();
    }

    private void run(NewJob job, String query, QueryState.Outcome outcome) {
        tracker.start(lease(job, query)).orElseThrow();
        tracker.end(lease(job, query), LAST, outcome).orElseThrow();
    }

    private JobTracker tracker(Duration lease) {
        return new JobTracker(new JdbcJobStore(database), new JdbcLeaseStore(database), new FixedJobConfig(lease));
    }

    private static JobTracker tracker(JobDatabase database) {
        return new JobTracker(
                new JdbcJobStore(database), new JdbcLeaseStore(database), new FixedJobConfig(Duration.ofMinutes(1)));
    }

    private static Lease lease(NewJob job, String query) {
        return new Lease(job.id(), new QueryName(query), 1);
    }

    private static Holding holding(Lease lease) {
        return new Holding(lease, Progress.NONE);
    }

    private interface Step {
        void run(int index) throws Exception;
    }

    private static void inParallel(int threads, Step step) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<?>> all = IntStream.range(0, threads)
                    .<Future<?>>mapToObj(index -> pool.submit(() -> {
                        start.await();
                        step.run(index);
                        return null;
                    }))
                    .toList();
            start.countDown();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
