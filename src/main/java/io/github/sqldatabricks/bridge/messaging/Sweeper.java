package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.job.JobConfig;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.ops.ExtractionMetrics;
import io.github.sqldatabricks.bridge.ops.LogScope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Takes up what dead processes left, as far as there is room here, and forgets jobs that are old enough. */
@ApplicationScoped
public class Sweeper {

    private static final Logger LOG = Logger.getLogger(Sweeper.class);

    private static final Duration FIRST_PRUNE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_PRUNES = Duration.ofHours(1);

    private final JobTracker tracker;
    private final WorkPublisher publisher;
    private final ExtractionMetrics metrics;

    public Sweeper(JobTracker tracker, WorkPublisher publisher, RunningQueries running, ExtractionMetrics metrics) {
        this.tracker = tracker;
        this.publisher = publisher;
        this.metrics = metrics;
        metrics.watch(() -> publisher.waiting().size(), publisher::free, running::size);
    }

    void assign(@Observes Duties duties, JobConfig config) {
        duties.every("query_sweep", config.sweep(), this::sweep);
        duties.every("job_prune", FIRST_PRUNE, BETWEEN_PRUNES, this::prune);
    }

    /** Takes up abandoned queries and publishes them. */
    void sweep() {
        try {
            // Room is reserved one by one and only for what is there, so that a sweep never makes the queue look full.
            tracker.abandoned(publisher.free()).forEach(this::takeUp);
            metrics.jobs(tracker.countByStatus());
        } catch (BridgeException e) {
            LOG.warnf("The job store can't be swept: %s", e.getMessage());
        }
    }

    private void takeUp(Lease abandoned) {
        publisher.reserveOne().ifPresent(room -> {
            try (room;
                    LogScope ids = LogScope.of(abandoned)) {
                tracker.adopt(abandoned).ifPresent(lease -> publish(lease, room));
            }
        });
    }

    private void publish(Lease lease, WorkPublisher.Room room) {
        room.publish(lease);
        metrics.takenOver();
        LOG.infof("Query %s of job %s is taken up", lease.query(), lease.job());
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
