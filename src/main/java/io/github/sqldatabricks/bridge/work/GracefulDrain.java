package io.github.sqldatabricks.bridge.work;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Ends the process without losing work: takes nothing new, lets what runs go on for a while, and gives back
 * what is still not done. All kinds of work end at the same time, so that their waits don't add up.
 */
@ApplicationScoped
public class GracefulDrain {

    private static final Logger LOG = Logger.getLogger(GracefulDrain.class);
    /** How long stopped work may take to clean up. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(10);

    private final List<WorkRunner<?, ?>> kinds;
    private final List<DrainListener> listeners;
    private final Duration timeout;
    private final Duration heartbeat;
    private volatile boolean begun;
    private long deadline;

    /**
     * @param timeout how long running work may go on
     * @param heartbeat how often its claims are renewed meanwhile
     */
    public GracefulDrain(
            @All List<WorkRunner<?, ?>> kinds,
            @All List<DrainListener> listeners,
            @ConfigProperty(name = "bridge.jobs.drain-timeout") Duration timeout,
            @ConfigProperty(name = "bridge.jobs.heartbeat") Duration heartbeat) {
        this.kinds = kinds;
        this.listeners = listeners;
        this.timeout = timeout;
        this.heartbeat = heartbeat;
    }

    /** Whether the process takes no new work any more. */
    public boolean hasBegun() {
        return begun;
    }

    /** Drains while the HTTP server still answers: new work with 503, everything else as always. */
    public void onStop(@Observes ShutdownDelayInitiatedEvent event) {
        drain();
    }

    /** The HTTP server is closed now: gives back what requests that were under way have stored since. */
    public void onStop(@Observes ShutdownEvent event) {
        drain();
    }

    private synchronized void drain() {
        if (!begun) {
            begun = true;
            deadline = System.nanoTime() + timeout.toNanos();
        }
        kinds.forEach(WorkRunner::close);
        try {
            finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listeners.forEach(DrainListener::drained);
    }

    private void finish() throws InterruptedException {
        kinds.stream()
                .filter(kind -> !kind.running().isEmpty())
                .forEach(kind -> LOG.infof(
                        "%d %s are still running; waiting up to %s",
                        kind.running().size(), kind.name(), timeout));
        while (isAnyRunning() && System.nanoTime() < deadline) {
            for (WorkRunner<?, ?> kind : kinds) {
                kind.awaitNone(heartbeat);
                // The scheduler may have stopped already, and a lease must not run out while its work goes on.
                kind.beat();
            }
        }
        kinds.forEach(WorkRunner::stopForEnd);
        long cleanedUp = System.nanoTime() + CLEAN_UP.toNanos();
        for (WorkRunner<?, ?> kind : kinds) {
            if (!kind.awaitNone(Duration.ofNanos(Math.max(0, cleanedUp - System.nanoTime())))) {
                LOG.warnf(
                        "%d %s did not stop; their leases will run out",
                        kind.running().size(), kind.name());
            }
        }
        kinds.forEach(kind -> kind.drained(Duration.ofNanos(Math.max(0, cleanedUp - System.nanoTime()))));
    }

    private boolean isAnyRunning() {
        return kinds.stream().anyMatch(WorkRunner::isActive);
    }

    /** Hears of the end of {@link GracefulDrain}, while the HTTP server still answers. */
    public interface DrainListener {

        /** Nothing runs any more in this process. Called once or twice; must be quick and must not throw. */
        void drained();
    }
}
