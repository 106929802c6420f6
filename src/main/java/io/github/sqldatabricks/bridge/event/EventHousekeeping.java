package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.github.sqldatabricks.bridge.work.WorkHandler.RunningWork;
import io.github.sqldatabricks.bridge.work.WorkRunner;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** What is done for events again and again: claims renewed, work looked for that no message told of, old events forgotten. */
@ApplicationScoped
public class EventHousekeeping {

    private static final Logger LOG = Logger.getLogger(EventHousekeeping.class);

    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(15);
    private static final Duration FIRST_PRUNE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_PRUNES = Duration.ofHours(1);

    private final EventStore store;
    private final WorkRunner<Claim, RunningWork<Claim>> runner;
    private final WorkChannel channel;
    private final EventMetrics metrics;
    private final SyncConfig config;

    public EventHousekeeping(
            EventStore store,
            WorkRunner<Claim, RunningWork<Claim>> runner,
            @Identifier(WorkChannel.EVENTS) WorkChannel channel,
            EventMetrics metrics,
            SyncConfig config) {
        this.store = store;
        this.runner = runner;
        this.channel = channel;
        this.metrics = metrics;
        this.config = config;
        metrics.watch(() -> runner.running().size());
    }

    void assign(@Observes Duties duties) {
        duties.every("event_heartbeat", config.heartbeat(), runner::beat);
        duties.every("event_sweep", config.sweep(), channel::trigger);
        duties.every("event_count", BETWEEN_COUNTS, this::count);
        duties.every("event_prune", FIRST_PRUNE, BETWEEN_PRUNES, this::prune);
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
