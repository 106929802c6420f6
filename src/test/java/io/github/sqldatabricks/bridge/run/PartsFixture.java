package io.github.sqldatabricks.bridge.run;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.extraction.ExtractionService;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.RowFileWriter;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobConfig;
import io.github.sqldatabricks.bridge.job.JobStore.LeaseStore.QueryClaim;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.job.RunningQuery;
import io.github.sqldatabricks.bridge.load.DeltaTables;
import io.github.sqldatabricks.bridge.load.LoadService;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.model.WorkContext;
import io.github.sqldatabricks.bridge.observe.Meters;
import io.github.sqldatabricks.bridge.run.PartStore.PartClaim;
import io.github.sqldatabricks.bridge.store.JdbcJobStore;
import io.github.sqldatabricks.bridge.store.JdbcLeaseStore;
import io.github.sqldatabricks.bridge.store.JdbcPartStore;
import io.github.sqldatabricks.bridge.store.JobDatabase;
import io.github.sqldatabricks.bridge.store.RequestKeeper;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.RecordingEmitter;
import io.github.sqldatabricks.bridge.testing.WorkMessagesOfTests;
import io.github.sqldatabricks.bridge.work.StoreRetries;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.github.sqldatabricks.bridge.work.WorkRunner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes on one store that run streams in parts, and help each other. Source, workspace and what is known of streams are those of the
 * sandbox.
 */
abstract class PartsFixture extends StreamFixture {

    /** Of {@code partitions: 4}: the last border is the greatest key, behind which rows may come. */
    static final int PARTS = 5;

    /** Of {@code partitions: 12}. */
    static final int MANY = 12;

    static final int ROWS = 400;
    static final Duration LONG = Duration.ofMinutes(10);
    static final RuntimeException DEATH = new IllegalStateException("the process died");
    static final BridgeException CUT =
            new BridgeException.RemoteTransient(ErrorCode.SQLSERVER_CONNECTION_LOST, "the connection was cut", null);

    private final FixedStoreConfig storeConfig = FixedStoreConfig.inMemory();
    private final JobDatabase database = new JobDatabase(storeConfig);
    final JdbcPartStore stored = new JdbcPartStore(database);

    /** Of each process its own: those of other processes are not seen to be alive by one that has several services. */
    @TempDir
    Path spools;

    @Inject
    RowSource source;

    @Inject
    RowFileWriter writer;

    @AfterEach
    void closeStore() {
        database.close();
    }

    /** A process with workers, on the store that all share. */
    final class Replica {
        private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
        final AtomicInteger opened = new AtomicInteger();
        final JobTracker tracker;
        private final StreamRuns runs;
        final PartHandler handler;
        final WorkChannel channel = new WorkChannel(new RecordingEmitter<>(), WorkMessagesOfTests.shared(), 1);
        final WorkRunner<PartClaim, RunningPart> runner;
        private volatile IntConsumer beforeOpen = number -> {};
        private volatile Runnable beforeLoad = () -> {};
        private volatile Runnable whenNoted = () -> {};
        private volatile Consumer<String> afterStored = called -> {};
        private volatile Map<String, String> origin = Map.of();
        volatile RunningQuery running;
        private QueryClaim claim;

        Replica(Duration lease) {
            JobConfig jobs = new FixedJobConfig(lease);
            tracker = new JobTracker(
                    new JdbcJobStore(database, new RequestKeeper(storeConfig)),
                    new JdbcLeaseStore(database),
                    jobs,
                    UUID.randomUUID().toString());
            StreamMetrics metrics = new StreamMetrics(List::of, store, registry);
            RunPlans plans = new RunPlans(planner);
            ExtractionConfig settings =
                    new FixedExtractionConfig(spools.resolve(UUID.randomUUID().toString()));
            ExtractionService service =
                    new ExtractionService(settings, new Watched(), writer, zone.get(), WorkContext.NONE, "1.0");
            LoadService loads = new LoadService(loading());
            StreamParts parts = new StreamParts(
                    unreliable(), tracker, Watched::new, metrics, new StoreRetries(Duration.ofMillis(1)));
            runs = new StreamRuns(
                    plans,
                    readings,
                    parts,
                    notes(),
                    service,
                    settings,
                    () -> loads,
                    zone,
                    guard,
                    lineage,
                    metrics,
                    tracker);
            handler = new PartHandler(
                    stored, parts, new HelpedQueries(tracker, plans, parts), tracker, service, settings, metrics, jobs);
            runner = new WorkRunner<>(handler, channel);
        }

        /** What happens before each statement of a part. */
        void opens(IntConsumer happens) {
            beforeOpen = happens;
        }

        /** Its settings name another database than those of the others. */
        void reads(String database) {
            origin = Map.of("database", database);
        }

        /** What happens after each call of the store of parts, before its answer is there. */
        void afterStored(Consumer<String> happens) {
            afterStored = happens;
        }

        void beforeLoad(Runnable happens) {
            beforeLoad = happens;
        }

        /** Fails once so many parts are read. */
        IntConsumer failingAfter(int parts, RuntimeException failure) {
            return number -> {
                if (number > parts) {
                    await().until(() -> parts("read") == parts);
                    throw failure;
                }
            };
        }

        QueryOutcome attempt() {
            claim = tracker.claim().orElseThrow();
            return again(1);
        }

        QueryOutcome again(int attempt) {
            running =
                    new RunningQuery(new QueryClaim(claim.lease(), attempted(claim.job(), attempt), claim.reclaimed()));
            return runs.attempt(running);
        }

        Lease lease() {
            return claim.lease();
        }

        void end() {
            tracker.end(claim.lease(), running.progress(), new QueryState.Completed(List.of(), Map.of()))
                    .orElseThrow();
        }

        int parts(String status) {
            return (int) registry.get(Meters.PARTS)
                    .tag(Meters.STATUS, status)
                    .counter()
                    .count();
        }

        /** What happens once its load is noted, before it removes its files. */
        void whenNoted(Runnable happens) {
            whenNoted = happens;
        }

        private ReplicationStore notes() {
            return around(ReplicationStore.class, store, called -> {}, called -> {
                if (called.equals("succeeded")) {
                    whenNoted.run();
                }
            });
        }

        private DeltaTables loading() {
            return around(
                    DeltaTables.class,
                    tables,
                    called -> {
                        if (called.equals("load")) {
                            beforeLoad.run();
                        }
                    },
                    called -> {});
        }

        private PartStore unreliable() {
            return around(PartStore.class, stored, called -> {}, called -> afterStored.accept(called));
        }

        private <T> T around(Class<T> port, T real, Consumer<String> before, Consumer<String> behind) {
            return port.cast(Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {port}, (proxy, called, arguments) -> {
                        before.accept(called.getName());
                        try {
                            Object answer = called.invoke(real, arguments);
                            behind.accept(called.getName());
                            return answer;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }

        /** The real source, which parts are read from only. */
        private final class Watched implements RowSource {

            @Override
            public RowStream open(RowQuery query, Cancellation cancellation) {
                beforeOpen.accept(opened.incrementAndGet());
                return source.open(query, cancellation);
            }

            @Override
            public Map<String, String> origin(Country country) {
                return origin.isEmpty() ? source.origin(country) : origin;
            }
        }
    }

    Job stream(String name, String settings) throws IOException {
        sqlServer(
                "CREATE TABLE dbo.parts_" + name + " (id INT NOT NULL PRIMARY KEY, amount INT, changed DATETIME2)",
                "INSERT INTO dbo.parts_" + name + " SELECT X, X * 10, '2026-01-01' FROM SYSTEM_RANGE(1, " + ROWS + ")");
        write(name, "  dbo.parts_" + name + ": " + settings);
        return enqueue(name);
    }

    /** A run of the replication's only stream, which waits. */
    Job enqueue(String name) {
        // Runs of one stream wait for each other; here one is asked for while another one runs.
        return enqueue(
                name,
                job(name, false)
                        .queries()
                        .get(0)
                        .folder()
                        .resolve(JobId.random().value()));
    }

    /** The same, with its files where those of another run are that has ended. */
    Job enqueue(String name, VolumePath folder) {
        Job job = job(name, false);
        QueryProgress query = job.queries().get(0);
        QueryProgress waiting = new QueryProgress(
                query.name(),
                folder,
                QueryProgress.pending(query.name(), folder).state(),
                QueryProgress.Progress.NONE,
                0,
                query.load());
        NewJob request = new NewJob(
                JobId.random(),
                job.owner(),
                Optional.empty(),
                job.request(),
                Set.of(),
                job.destination(),
                List.of(waiting),
                Optional.empty());
        return new JobTracker(
                        new JdbcJobStore(database, new RequestKeeper(storeConfig)),
                        new JdbcLeaseStore(database),
                        new FixedJobConfig(LONG))
                .create(request);
    }

    void assertLoaded(String name, int rows) {
        assertThat(delta("SELECT count(*) || ' ' || count(DISTINCT id) FROM main.loaded.parts_" + name))
                .containsExactly(rows + " " + rows);
    }

    List<String> files(Job job) {
        return walked(job).map(path -> path.getFileName().toString()).toList();
    }

    /** The file whose name begins so. */
    Path file(Job job, String name) {
        return walked(job)
                .filter(path -> path.getFileName().toString().startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private Stream<Path> walked(Job job) {
        String folder = StreamRuns.folder(job, job.queries().get(0).name()).value();
        try {
            Path volume = databricks.workspace().createVolume("main", "bridge", "landing");
            return Files.walk(volume.resolve(folder.replace("/Volumes/main/bridge/landing/", "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
