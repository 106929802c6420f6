package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.StreamsRun;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.flow.FlowCounter;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.job.QueryAttempts.StreamWork;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.observe.WorkTraces;
import io.github.sqldatabricks.bridge.store.JdbcJobStore;
import io.github.sqldatabricks.bridge.store.JdbcLeaseStore;
import io.github.sqldatabricks.bridge.store.JobDatabase;
import io.github.sqldatabricks.bridge.store.RequestKeeper;
import io.github.sqldatabricks.bridge.testing.AuditTrails;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.RecordingEmitter;
import io.github.sqldatabricks.bridge.testing.WorkMessagesOfTests;
import io.github.sqldatabricks.bridge.work.StoreRetries;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.github.sqldatabricks.bridge.work.WorkHandler;
import io.github.sqldatabricks.bridge.work.WorkHandler.Renewal;
import io.github.sqldatabricks.bridge.work.WorkRunner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One process beside another one on the same store, without any scheduler and channel; a test says what its queries do. */
abstract class WorkerFixture {

    static final int CAPACITY = 16;

    final FixedStoreConfig store = FixedStoreConfig.inMemory();
    final RecordingEmitter<WorkChannel.Trigger> emitter = new RecordingEmitter<>();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final ExtractionMetrics metrics = new ExtractionMetrics(registry);
    final ExtractionGuard guard = new ExtractionGuard(AuditTrails.nowhere(), null, null, false);
    final FixedExtractionConfig settings = new FixedExtractionConfig(Path.of("unused"));
    final WorkChannel channel = new WorkChannel(emitter, WorkMessagesOfTests.shared(), settings.concurrency());
    final AtomicInteger worked = new AtomicInteger();
    /** The codes by which streams have failed. */
    final List<String> failures = new CopyOnWriteArrayList<>();

    private final StreamWork streams = new StreamWork() {
        @Override
        public QueryOutcome attempt(RunningQuery running) {
            throw new UnsupportedOperationException("a test says what its queries do");
        }

        @Override
        public void failed(Job job, QueryName stream, String code) {
            failures.add(stream + " " + code);
        }
    };

    JobDatabase database;
    JobTracker tracker;
    JobTracker other;
    QueryHandler handler;
    QueryQueue queue;
    WorkRunner<Lease, RunningQuery> runner;

    @BeforeEach
    void open() {
        database = new JobDatabase(store);
        other = tracker(Duration.ofHours(1));
        process(Duration.ofHours(1), query -> {});
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** The process under test: how long its leases are, and what it does with a query. */
    void process(Duration lease, Consumer<RunningQuery> work) {
        tracker = tracker(lease);
        handler = handler(lease);
        queue = new QueryQueue(tracker, channel, metrics, settings);
        runner = new WorkRunner<>(new Scripted(handler, work), channel);
    }

    /** Without attempts: a query that it really begins fails. */
    QueryHandler handler(Duration lease) {
        return new QueryHandler(
                tracker,
                null,
                streams,
                guard,
                WorkTraces.NONE,
                metrics,
                new FlowCounter(),
                new FixedJobConfig(lease),
                new StoreRetries(Duration.ofMillis(1)));
    }

    /** The real handler, but for the work itself. */
    private final class Scripted implements WorkHandler<Lease, RunningQuery> {
        private final QueryHandler handler;
        private final Consumer<RunningQuery> script;

        private Scripted(QueryHandler handler, Consumer<RunningQuery> script) {
            this.handler = handler;
            this.script = script;
        }

        @Override
        public String name() {
            return handler.name();
        }

        @Override
        public Duration lease() {
            return handler.lease();
        }

        @Override
        public Optional<RunningQuery> claim() {
            return handler.claim();
        }

        @Override
        public void work(RunningQuery work) {
            script.accept(work);
            worked.incrementAndGet();
        }

        @Override
        public Renewal<Lease> renew(List<RunningQuery> running) {
            return handler.renew(running);
        }
    }

    JobTracker tracker(Duration lease) {
        return new JobTracker(
                new JdbcJobStore(database, new RequestKeeper(store)),
                new JdbcLeaseStore(database),
                new FixedJobConfig(lease),
                UUID.randomUUID().toString());
    }

    Job job(String... queries) {
        return other.create(newJob(queries));
    }

    static NewJob newJob(String... queries) {
        return newJob(
                new ExtractionRequest(
                        Optional.empty(),
                        Optional.empty(),
                        new Country("bolivia"),
                        Optional.empty(),
                        List.of(),
                        false,
                        OptionalInt.empty(),
                        Map.of(),
                        OptionalLong.empty()),
                queries);
    }

    static NewJob newRun(String... streams) {
        VolumePath folder = new VolumePath("/Volumes/main/bridge/landing");
        return newJob(
                ExtractionRequest.ofStreams(
                        new StreamsRun("sales", false, Optional.empty()),
                        new Country("bolivia"),
                        folder,
                        Arrays.stream(streams).map(QueryName::new).toList()),
                streams);
    }

    private static NewJob newJob(ExtractionRequest request, String... queries) {
        VolumePath folder = new VolumePath("/Volumes/main/bridge/landing");
        List<QueryProgress> pending = Arrays.stream(queries)
                .map(name -> QueryProgress.pending(new QueryName(name), folder.resolve(name)))
                .toList();
        return new NewJob(
                JobId.random(),
                Principal.COMMAND_LINE.name(),
                Optional.empty(),
                request,
                Set.of(),
                folder,
                pending,
                Optional.empty());
    }
}
