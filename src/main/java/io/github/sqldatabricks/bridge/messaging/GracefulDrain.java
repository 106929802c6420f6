package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.job.JobConfig;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Ends the process without losing work: takes nothing new, gives back what waits, lets what runs go on for a while, and
 * gives back what is still not done. All kinds of work end at the same time, so that their waits don't add up.
 */
@ApplicationScoped
public class GracefulDrain {

    private static final Logger LOG = Logger.getLogger(GracefulDrain.class);
    /** How long stopped work may take to clean up. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(10);

    private final List<Drainable> kinds;
    private final List<DrainListener> listeners;
    private final JobConfig config;
    private volatile boolean begun;
    private long deadline;

    public GracefulDrain(@All List<Drainable> kinds, @All List<DrainListener> listeners, JobConfig config) {
        this.kinds = kinds;
        this.listeners = listeners;
        this.config = config;
    }

    /** Whether the process takes no new work any more. */
    public boolean hasBegun() {
        return begun;
    }

    /** Drains while the HTTP server still answers: new work with 503, everything else as always. */
    void onStop(@Observes ShutdownDelayInitiatedEvent event) {
        drain();
    }

    /** The HTTP server is closed now: gives back what requests that were under way have stored since. */
    void onStop(@Observes ShutdownEvent event) {
        drain();
    }

    private synchronized void drain() {
        if (!begun) {
            begun = true;
            deadline = System.nanoTime() + config.drainTimeout().toNanos();
        }
        kinds.forEach(GracefulDrain::close);
        try {
            finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listeners.forEach(DrainListener::drained);
    }

    private static void close(Drainable kind) {
        try {
            kind.close();
        } catch (BridgeException e) {
            LOG.warnf("Waiting %s can't be given back, their leases will run out: %s", kind.name(), e.getMessage());
        }
    }

    private void finish() throws InterruptedException {
        kinds.stream()
                .filter(kind -> kind.running() > 0)
                .forEach(kind -> LOG.infof(
                        "%d %s are still running; waiting up to %s",
                        kind.running(), kind.name(), config.drainTimeout()));
        while (isAnyRunning() && System.nanoTime() < deadline) {
            for (Drainable kind : kinds) {
                kind.awaitNone(config.heartbeat());
                // The scheduler may have stopped already, and a lease must not run out while its work goes on.
                kind.beat();
            }
        }
        kinds.forEach(Drainable::stopAll);
        long cleanedUp = System.nanoTime() + CLEAN_UP.toNanos();
        for (Drainable kind : kinds) {
            if (!kind.awaitNone(Duration.ofNanos(Math.max(0, cleanedUp - System.nanoTime())))) {
                LOG.warnf("%d %s did not stop; their leases will run out", kind.running(), kind.name());
            }
        }
        kinds.forEach(kind -> kind.tell(Duration.ofNanos(Math.max(0, cleanedUp - System.nanoTime()))));
    }

    private boolean isAnyRunning() {
        return kinds.stream().anyMatch(kind -> kind.running() > 0);
    }
}
