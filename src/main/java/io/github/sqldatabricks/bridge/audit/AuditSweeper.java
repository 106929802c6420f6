package io.github.sqldatabricks.bridge.audit;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.model.BridgeException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Forgets audit records that are old enough. */
@ApplicationScoped
public class AuditSweeper {

    private static final Logger LOG = Logger.getLogger(AuditSweeper.class);
    private static final int MOST_STEPS = 100;
    private static final Duration FIRST_PRUNE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_PRUNES = Duration.ofHours(1);

    private final AuditTrail trail;

    public AuditSweeper(AuditTrail trail) {
        this.trail = trail;
    }

    void assign(@Observes Duties duties) {
        duties.every("audit_prune", FIRST_PRUNE, BETWEEN_PRUNES, this::prune);
    }

    /** Removes old records in steps, so that none keeps the chain locked for long; what is left waits for the next hour. */
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
