package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.ops.ExtractionMetrics;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/** Takes up what dead processes left, as far as there is room here, and forgets jobs that are old enough. */
@ApplicationScoped
public class Sweeper {

    private static final Logger LOG = Logger.getLogger(Sweeper.class);

    private final JobTracker tracker;
    private final WorkPublisher publisher;
    private final ExtractionMetrics metrics;

    public Sweeper(
            JobTracker tracker, WorkPublisher publisher, RunningQueries running, ExtractionMetrics metrics) {
        this.tracker = tracker;
        this.publisher = publisher;
        this.metrics = metrics;
        metrics.watch(() -> publisher.waiting().size(), publisher::free, running::size);
    }

    /** Takes up abandoned queries and publishes them. */
    @Scheduled(every = "${bridge.jobs.sweep}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        try (WorkPublisher.Room room = publisher.reserveRest()) {
            List<Lease> adopted = tracker.adopt(room.size());
            adopted.forEach(room::publish);
            metrics.takenOver(adopted.size());
            metrics.jobs(tracker.countByStatus());
            adopted.forEach(lease -> LOG.infof("Query %s of job %s is taken up", lease.query(), lease.job()));
        } catch (BridgeException e) {
            LOG.warnf("The job store can't be swept: %s", e.getMessage());
        }
    }

    /** Deletes old jobs. */
    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void prune() {
        try {
            LOG.debugf("%d old jobs deleted", tracker.prune());
        } catch (BridgeException e) {
            LOG.warnf("Old jobs can't be deleted: %s", e.getMessage());
        }
    }
}
