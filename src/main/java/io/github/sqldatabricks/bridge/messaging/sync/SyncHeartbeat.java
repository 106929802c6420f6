package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.ops.SyncMetrics;
import io.github.sqldatabricks.bridge.sync.EventStore;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Keeps claims alive, looks for work that no wake-up told of (retries whose time has come, events of dead processes) and
 * forgets old events. A process that can't reach the store for as long as a lease lasts stops its events, because others
 * may have taken them over by then; the ledger would stop them anyway.
 */
@ApplicationScoped
public class SyncHeartbeat {

    private static final Logger LOG = Logger.getLogger(SyncHeartbeat.class);

    private final EventStore store;
    private final RunningEvents running;
    private final WakeUps wakeUps;
    private final SyncMetrics metrics;
    private final SyncConfig config;
    private long lastBeat = System.nanoTime();

    public SyncHeartbeat(
            EventStore store, RunningEvents running, WakeUps wakeUps, SyncMetrics metrics, SyncConfig config) {
        this.store = store;
        this.running = running;
        this.wakeUps = wakeUps;
        this.metrics = metrics;
        this.config = config;
        metrics.watch(running::size);
    }

    /** One beat. */
    @Scheduled(
            every = "${bridge.sync.heartbeat}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    synchronized void beat() {
        long now = System.nanoTime();
        try {
            running.stop(store.renew(Worker.NAME, running.claims(), config.lease()), RunningEvent.Stop.LOST);
            lastBeat = now;
        } catch (BridgeException e) {
            LOG.warnf("The event store can't be told that this process is alive: %s", e.getMessage());
            if (now - lastBeat > config.lease().toNanos()) {
                running.stop(running.claims(), RunningEvent.Stop.LOST);
            }
        }
    }

    /** Looks for work. */
    @Scheduled(
            every = "${bridge.sync.sweep}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void sweep() {
        wakeUps.send();
    }

    /** Counts events, for the metrics. */
    @Scheduled(
            every = "15s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void count() {
        try {
            metrics.events(store.counts());
        } catch (BridgeException e) {
            LOG.warnf("Events can't be counted: %s", e.getMessage());
        }
    }

    /** Deletes old events. */
    @Scheduled(
            every = "1h",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void prune() {
        try {
            LOG.debugf("%d old events deleted", store.prune(config.retention()));
        } catch (BridgeException e) {
            LOG.warnf("Old events can't be deleted: %s", e.getMessage());
        }
    }
}
