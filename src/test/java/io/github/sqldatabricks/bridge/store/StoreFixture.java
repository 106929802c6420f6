package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.QueryClaims;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store and its workers, on the database that a subclass names. */
public abstract class StoreFixture {

    /** What the tests of stores write to; a server keeps it from one to the next. Other tables go with their job. */
    private static final List<String> TABLES =
            List.of("job", "replication_stream", "replication_schedule", "console_session", "replica", "flow_minute");

    static final Progress LAST = new Progress(2, 1000, 4096, Duration.ofSeconds(2), Optional.of(5000L));
    static final QueryState.Outcome DONE =
            new QueryState.Completed(List.of(new VolumePath("/Volumes/a/b/c/q.parquet")), Map.of("at", 3L));
    static final QueryState.Outcome FAILED = new QueryState.Failed("sqlserver-invalid-query", "syntax \u00e9", false);

    JobDatabase database;
    JobTracker tracker;

    /** The database under test. */
    abstract StoreConfig config();

    @BeforeEach
    void open() {
        database = new JobDatabase(config());
        TABLES.forEach(
                table -> database.run(connection -> Statements.update(connection, "DELETE FROM bridge." + table)));
        tracker = tracker(Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        database.close();
    }

    List<JobId> ids(JobFilter filter) {
        return tracker.list(filter).stream().map(Job::id).toList();
    }

    void run(NewJob job, String query, QueryState.Outcome outcome) {
        tracker.end(start(job, query), LAST, outcome).orElseThrow();
    }

    JobTracker tracker(Duration lease) {
        return new JobTracker(
                new JdbcJobStore(database, new RequestKeeper(config())),
                new JdbcLeaseStore(database),
                new FixedJobConfig(lease),
                UUID.randomUUID().toString());
    }

    /** Of another process. */
    public static JobTracker tracker(JobDatabase database, Duration lease) {
        return new JobTracker(
                new JdbcJobStore(database, new RequestKeeper(FixedStoreConfig.inMemory())),
                new JdbcLeaseStore(database),
                new FixedJobConfig(lease),
                UUID.randomUUID().toString());
    }

    JobTracker tracker(JobDatabase database) {
        return new JobTracker(
                new JdbcJobStore(database, new RequestKeeper(config())),
                new JdbcLeaseStore(database),
                new FixedJobConfig(Duration.ofMinutes(1)),
                UUID.randomUUID().toString());
    }

    /** A worker begins the query. */
    Lease start(NewJob job, String query) {
        return QueryClaims.of(tracker, job.id(), query);
    }

    static Lease lease(NewJob job, String query) {
        return new Lease(job.id(), new QueryName(query), 1);
    }

    interface Step {
        void run(int index) throws Exception;
    }

    static void inParallel(int threads, Step step) throws Exception {
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
