package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.job.Holding;
import io.github.sqldatabricks.bridge.job.JobConfig;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.job.Progress;
import io.github.sqldatabricks.bridge.job.Renewal;
import io.github.sqldatabricks.bridge.model.BridgeException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Tells the store, again and again, that this process is alive and how far its queries are, and learns which of them
 * were cancelled elsewhere or lost. A process that can't tell for as long as a lease lasts stops its queries, because
 * others may have taken them over by then.
 */
@ApplicationScoped
public class Heartbeat {

    private static final Logger LOG = Logger.getLogger(Heartbeat.class);
    /** Leases of waiting queries are renewed so many times before they could run out. */
    private static final int RENEWALS_PER_LEASE = 3;

    private final JobTracker tracker;
    private final WorkPublisher publisher;
    private final RunningQueries running;
    private final Duration lease;
    private long lastBeat = System.nanoTime();
    private long lastRenewalOfWaiting = lastBeat;

    public Heartbeat(JobTracker tracker, WorkPublisher publisher, RunningQueries running, JobConfig config) {
        this.tracker = tracker;
        this.publisher = publisher;
        this.running = running;
        this.lease = config.lease();
    }

    void assign(@Observes Duties duties, JobConfig config) {
        duties.every("query_heartbeat", config.heartbeat(), this::beat);
    }

    /** One beat. */
    synchronized void beat() {
        long now = System.nanoTime();
        try {
            Renewal renewal = tracker.renew(holdings(now));
            running.stop(renewal.lost(), RunningQuery.Stop.LOST);
            running.stop(renewal.cancelled(), RunningQuery.Stop.CANCELLED);
            renewal.lost().forEach(publisher::withdraw);
            lastBeat = now;
        } catch (BridgeException e) {
            LOG.warnf("The job store can't be told that this process is alive: %s", e.getMessage());
            if (longerThan(lease, lastBeat, now)) {
                running.stopAll(RunningQuery.Stop.LOST);
            }
        }
    }

    private List<Holding> holdings(long now) {
        List<Holding> holdings = new ArrayList<>(running.holdings());
        if (longerThan(lease.dividedBy(RENEWALS_PER_LEASE), lastRenewalOfWaiting, now)) {
            publisher.waiting().forEach(waiting -> holdings.add(new Holding(waiting, Progress.NONE)));
            lastRenewalOfWaiting = now;
        }
        return holdings;
    }

    private static boolean longerThan(Duration time, long from, long until) {
        return until - from > time.toNanos();
    }
}
