package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Forgets audit records that are old enough. */
@ApplicationScoped
public class AuditSweeper {

    private static final Logger LOG = Logger.getLogger(AuditSweeper.class);
    private static final int MOST_STEPS = 100;

    private final AuditTrail trail;

    public AuditSweeper(AuditTrail trail) {
        this.trail = trail;
    }

    /** Removes old records in steps, so that none keeps the chain locked for long; what is left waits for the next hour. */
    @Scheduled(
            every = "1h",
            delayed = "2m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void prune() {
        try {
            int steps = 0;
            while (steps < MOST_STEPS && trail.prune()) {
                steps++;
            }
        } catch (BridgeException e) {
            LOG.warnf("Old audit records can't be removed: %s", e.getMessage());
        }
    }
}
