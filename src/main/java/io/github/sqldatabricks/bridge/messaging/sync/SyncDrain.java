package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.job.JobConfig;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Ends the process without losing events: begins nothing new, lets what runs go on for a while, gives back the rest. */
@ApplicationScoped
public class SyncDrain {

    private static final Logger LOG = Logger.getLogger(SyncDrain.class);
    /** How long stopped events may take to roll back. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(10);

    private final WakeUps wakeUps;
    private final RunningEvents running;
    private final SyncHeartbeat heartbeat;
    private final JobConfig config;

    public SyncDrain(WakeUps wakeUps, RunningEvents running, SyncHeartbeat heartbeat, JobConfig config) {
        this.wakeUps = wakeUps;
        this.running = running;
        this.heartbeat = heartbeat;
        this.config = config;
    }

    /** Before anybody waits for anything: extraction's drain takes its time too. */
    void close(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event) {
        wakeUps.close();
    }

    /** @param event the process stops */
    void finish(@Observes ShutdownEvent event) {
        try {
            long deadline = System.nanoTime() + config.drainTimeout().toNanos();
            while (!running.awaitNone(config.heartbeat()) && System.nanoTime() < deadline) {
                // The scheduler may have stopped already, and a claim must not run out while its event goes on.
                heartbeat.beat();
            }
            running.stop(running.claims(), RunningEvent.Stop.DRAINED);
            if (!running.awaitNone(CLEAN_UP)) {
                LOG.warnf("%d events did not stop; their claims will run out", running.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
