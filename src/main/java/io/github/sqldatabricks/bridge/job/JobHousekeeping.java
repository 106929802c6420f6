package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.github.sqldatabricks.bridge.work.WorkRunner;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** What is done for queries again and again: leases renewed, work looked for that no message told of, old jobs forgotten. */
@ApplicationScoped
public class JobHousekeeping {

    private static final Logger LOG = Logger.getLogger(JobHousekeeping.class);

    private static final Duration FIRST_PRUNE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_PRUNES = Duration.ofHours(1);

    private final JobTracker tracker;
    private final WorkRunner<Lease, RunningQuery> runner;
    private final WorkChannel channel;
    private final QueryQueue queue;
    private final QueryHandler handler;
    private final ExtractionMetrics metrics;

    public JobHousekeeping(
            JobTracker tracker,
            WorkRunner<Lease, RunningQuery> runner,
            @Identifier(WorkChannel.QUERIES) WorkChannel channel,
            QueryQueue queue,
            QueryHandler handler,
            ExtractionMetrics metrics) {
        this.tracker = tracker;
        this.runner = runner;
        this.channel = channel;
        this.queue = queue;
        this.handler = handler;
        this.metrics = metrics;
        metrics.watch(queue::waiting, queue::free, () -> runner.running().size());
    }

    void assign(@Observes Duties duties, JobConfig config) {
        duties.every("query_heartbeat", config.heartbeat(), runner::beat);
        duties.every("query_sweep", config.sweep(), this::sweep);
        duties.every("job_prune", FIRST_PRUNE, BETWEEN_PRUNES, this::prune);
    }

    /** Looks for queries that dead processes have left, and counts. */
    void sweep() {
        channel.trigger();
        try {
            handler.endCancelled();
            queue.count();
            metrics.jobs(tracker.countByStatus());
        } catch (BridgeException e) {
            LOG.warnf("The job store can't be swept: %s", e.getMessage());
        }
    }

    /** Deletes old jobs. */
    void prune() {
        try {
            LOG.debugf("%d old jobs deleted", tracker.prune());
        } catch (BridgeException e) {
            LOG.warnf("Old jobs can't be deleted: %s", e.getMessage());
        }
    }
}
