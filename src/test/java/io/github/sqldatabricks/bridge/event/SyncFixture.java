package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.flow.FlowCounter;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.observe.Lineage;
import io.github.sqldatabricks.bridge.observe.WorkTraces;
import io.github.sqldatabricks.bridge.store.JdbcEventStore;
import io.github.sqldatabricks.bridge.store.JobDatabase;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.testing.AuditTrails;
import io.github.sqldatabricks.bridge.testing.FakeEventsTable;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.MemoryAuditStore;
import io.github.sqldatabricks.bridge.testing.RecordingEmitter;
import io.github.sqldatabricks.bridge.testing.ScriptedSync;
import io.github.sqldatabricks.bridge.testing.ScriptedTarget;
import io.github.sqldatabricks.bridge.testing.SyncSettings;
import io.github.sqldatabricks.bridge.testing.WorkMessagesOfTests;
import io.github.sqldatabricks.bridge.work.StoreRetries;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork;
import io.github.sqldatabricks.bridge.work.WorkRunner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One process of event sync on a real store, without scheduler and channel; the test calls what they would call. */
abstract class SyncFixture {

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final EventMetrics metrics = new EventMetrics(meters);
    final RecordingEmitter<WorkChannel.Trigger> channel = new RecordingEmitter<>();
    final ScriptedTarget targets = new ScriptedTarget();
    final ScriptedSync service = new ScriptedSync();
    final MemoryAuditStore records = MemoryAuditStore.empty();
    JobDatabase database;
    EventStore store;
    TargetKeys keys;
    EventWatch watch;
    WorkChannel triggers;
    WorkRunner<Claim, RunningWork<Claim>> runner;
    OutcomeWriter outcomes;
    EventHousekeeping housekeeping;

    /** Settings that differ from the defaults. */
    Map<String, String> settings() {
        return Map.of("bridge.sync.retry-delay", "1ms", "bridge.sync.lease", "500ms");
    }

    final SyncConfig config = SyncSettings.with(settings());

    final AuditTrail trail = AuditTrails.into(records);
    final EventAudit audit = new EventAudit(trail, config);

    @BeforeEach
    void open() {
        database = new JobDatabase(FixedStoreConfig.inMemory());
        store = new JdbcEventStore(database);
        keys = new TargetKeys(store, targets);
        watch = new EventWatch(store);
        triggers = new WorkChannel(channel, WorkMessagesOfTests.shared(), config.concurrency());
        outcomes = new OutcomeWriter(
                store,
                service,
                config,
                metrics,
                new FlowCounter(),
                watch,
                audit,
                new StoreRetries(Duration.ofMillis(1)));
        runner = runner(new StatusWriteBack(store, new FakeEventsTable(), config));
        housekeeping = new EventHousekeeping(store, runner, triggers, metrics, config);
    }

    @AfterEach
    void close() {
        trail.close();
        database.close();
    }

    void accept(SyncEvent... events) {
        store.accept(Arrays.asList(events));
        keys.settle();
    }

    /** One message of the channel is consumed. */
    void consume() {
        triggers.trigger();
        runner.run();
    }

    StoredEvent found(String id) {
        return store.find(new EventId(id)).orElseThrow();
    }

    EventStatus status(String id) {
        return found(id).status();
    }

    double counted(String meter) {
        return meters.counter(meter).count();
    }

    /** Applies events in this process, and writes their states with {@code writeBack} at its end. */
    WorkRunner<Claim, RunningWork<Claim>> runner(StatusWriteBack writeBack) {
        EventHandler handler = new EventHandler(
                store, keys, service, outcomes, WorkTraces.NONE, audit, Lineage.NONE, metrics, writeBack, config);
        return new WorkRunner<>(handler, triggers);
    }
}
