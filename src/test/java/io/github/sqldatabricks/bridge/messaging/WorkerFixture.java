package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobConfig;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.job.NewJob;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.ops.ExtractionMetrics;
import io.github.sqldatabricks.bridge.store.JdbcJobStore;
import io.github.sqldatabricks.bridge.store.JdbcLeaseStore;
import io.github.sqldatabricks.bridge.store.JobDatabase;
import io.github.sqldatabricks.bridge.store.RequestKeeper;
import io.github.sqldatabricks.bridge.testing.AuditTrails;
import io.github.sqldatabricks.bridge.testing.FixedExtractionConfig;
import io.github.sqldatabricks.bridge.testing.FixedJobConfig;
import io.github.sqldatabricks.bridge.testing.FixedKafkaConfig;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.RecordingEmitter;
import io.github.sqldatabricks.bridge.testing.WorkMessagesOfTests;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One process beside another one on the same store, without any scheduler. */
abstract class WorkerFixture {

    static final int CAPACITY = 16;

    final FixedStoreConfig store = FixedStoreConfig.inMemory();
    final RecordingEmitter<Lease> channel = new RecordingEmitter<>();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final ExtractionMetrics metrics = new ExtractionMetrics(registry);
    final RunningQueries running = new RunningQueries();
    final ExtractionAudit audit = new ExtractionAudit(AuditTrails.nowhere(), null);
    JobDatabase database;
    JobTracker tracker;
    JobTracker other;
    WorkPublisher publisher;

    @BeforeEach
    void open() {
        database = new JobDatabase(store);
        publisher = new WorkPublisher(
                channel,
                WorkMessagesOfTests.shared(),
                new FixedExtractionConfig(Path.of("unused")),
                new FixedKafkaConfig(false),
                metrics);
        other = tracker(config(Duration.ofHours(1)));
    }

    @AfterEach
    void close() {
        database.close();
    }

    Heartbeat heartbeat(Duration lease) {
        tracker = tracker(config(lease));
        return new Heartbeat(tracker, publisher, running, config(lease));
    }

    static JobConfig config(Duration lease) {
        return new FixedJobConfig(lease);
    }

    JobTracker tracker(JobConfig config) {
        return new JobTracker(
                new JdbcJobStore(database, new RequestKeeper(store)), new JdbcLeaseStore(database), config);
    }

    RunningQuery started(Job job, String query) {
        Lease lease = Lease.first(job.id(), new QueryName(query));
        tracker.start(lease).orElseThrow();
        return running.add(lease, 0);
    }

    void publish(Lease lease) {
        try (WorkPublisher.Room room = publisher.reserve(1)) {
            room.publish(lease);
        }
    }

    void publish(Job job) {
        try (WorkPublisher.Room room = publisher.reserve(job.queries().size())) {
            job.queries().forEach(query -> room.publish(Lease.first(job.id(), query.name())));
        }
    }

    Job job(String... queries) {
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
