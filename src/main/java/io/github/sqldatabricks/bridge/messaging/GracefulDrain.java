package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.job.JobConfig;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Ends the process without losing work: takes nothing new, gives back what waits, lets what runs go on for a while, and
 * gives back what is still not done.
 */
@ApplicationScoped
public class GracefulDrain {

    private static final Logger LOG = Logger.getLogger(GracefulDrain.class);
    /** How long stopped queries may take to clean up. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(10);

    private final JobTracker tracker;
    private final WorkPublisher publisher;
    private final RunningQueries running;
    private final Heartbeat heartbeat;
    private final JobConfig config;

    public GracefulDrain(
            JobTracker tracker,
            WorkPublisher publisher,
            RunningQueries running,
            Heartbeat heartbeat,
            JobConfig config) {
        this.tracker = tracker;
        this.publisher = publisher;
        this.running = running;
        this.heartbeat = heartbeat;
        this.config = config;
    }

    void onStop(@Observes ShutdownEvent event) {
        try {
            tracker.release(publisher.close());
            finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (BridgeException e) {
            LOG.warnf("Queries can't be given back, their leases will run out instead: %s", e.getMessage());
        }
    }

    private void finish() throws InterruptedException {
        long deadline = System.nanoTime() + config.drainTimeout().toNanos();
        if (running.size() > 0) {
            LOG.infof("%d queries are still running; waiting up to %s", running.size(), config.drainTimeout());
        }
        while (!running.awaitNone(config.heartbeat()) && System.nanoTime() < deadline) {
            // The scheduler may have stopped already, and a lease must not run out while its query goes on.
            heartbeat.beat();
        }
        running.stopAll(RunningQuery.Stop.DRAINED);
        if (!running.awaitNone(CLEAN_UP)) {
            LOG.warnf("%d queries did not stop; their leases will run out", running.size());
        }
    }
}
