package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.flow.FlowCounter;
import io.github.sqldatabricks.bridge.observe.Lineage;
import io.github.sqldatabricks.bridge.observe.WorkTraces;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.testing.AuditTrails;
import io.github.sqldatabricks.bridge.testing.RecordingEmitter;
import io.github.sqldatabricks.bridge.testing.WorkMessagesOfTests;
import io.github.sqldatabricks.bridge.work.StoreRetries;
import io.github.sqldatabricks.bridge.work.ThisProcess;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork;
import io.github.sqldatabricks.bridge.work.WorkRunner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** The parts of event sync that one process has, without scheduler and channel; somebody calls what they would call. */
public final class SyncProcess {

    /** The name that this JVM has in claims and duties. */
    public static final String WORKER = ThisProcess.name();

    private final WorkChannel channel;
    private final WorkRunner<Claim, RunningWork<Claim>> runner;
    private final EventPoller poller;

    public SyncProcess(
            EventStore store, EventsTable eventsTable, TargetDatabase targets, SyncService service, SyncConfig config) {
        EventMetrics metrics = new EventMetrics(new SimpleMeterRegistry());
        channel = new WorkChannel(new RecordingEmitter<>(), WorkMessagesOfTests.shared(), config.concurrency());
        EventAudit audit = new EventAudit(AuditTrails.nowhere(), config);
        OutcomeWriter outcomes = new OutcomeWriter(
                store,
                service,
                config,
                metrics,
                new FlowCounter(),
                new EventWatch(store),
                audit,
                new StoreRetries(Duration.ofMillis(1)));
        StatusWriteBack writeBack = new StatusWriteBack(store, eventsTable, config);
        EventHandler handler = new EventHandler(
                store,
                new TargetKeys(store, targets),
                service,
                outcomes,
                WorkTraces.NONE,
                audit,
                Lineage.NONE,
                metrics,
                writeBack,
                config);
        runner = new WorkRunner<>(handler, channel);
        poller = new EventPoller(
                store,
                eventsTable,
                new EventIngest(store, eventsTable, outcomes),
                writeBack,
                service,
                channel,
                metrics,
                config);
    }

    /** Writes and reads the events table. Returns how many events were taken up. */
    public int poll() {
        return poller.trigger();
    }

    /** Applies events until there is nothing to do now. */
    public void work() {
        channel.trigger();
        runner.run();
    }

    /** Says that the process is alive. */
    public void beat() {
        runner.beat();
    }
}
