package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.ops.SyncMetrics;
import io.github.sqldatabricks.bridge.sync.EventStore;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Keeps claims alive, looks for work that no wake-up told of (retries whose time has come, events of dead processes) and
 * forgets old events. A process that can't reach the store for as long as a lease lasts stops its events, because others
 * may have taken them over by then; the ledger would stop them anyway.
 */
@ApplicationScoped
public class SyncHeartbeat {

    private static final Logger LOG = Logger.getLogger(SyncHeartbeat.class);

    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(15);
    private static final Duration FIRST_PRUNE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_PRUNES = Duration.ofHours(1);

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

    void assign(@Observes Duties duties) {
        duties.every("event_heartbeat", config.heartbeat(), this::beat);
        duties.every("event_sweep", config.sweep(), this::sweep);
        duties.every("event_count", BETWEEN_COUNTS, this::count);
        duties.every("event_prune", FIRST_PRUNE, BETWEEN_PRUNES, this::prune);
    }

    /** One beat. */
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
    void sweep() {
        wakeUps.send();
    }

    /** Counts events, for the metrics. */
    void count() {
        try {
            metrics.events(store.counts());
        } catch (BridgeException e) {
            LOG.warnf("Events can't be counted: %s", e.getMessage());
        }
    }

    /** Deletes old events. */
    void prune() {
        try {
            LOG.debugf("%d old events deleted", store.prune(config.retention()));
        } catch (BridgeException e) {
            LOG.warnf("Old events can't be deleted: %s", e.getMessage());
        }
    }
}
