package io.github.sqldatabricks.bridge.ops;

import io.github.sqldatabricks.bridge.audit.AuditTrail;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Whether new work can be recorded in the audit trail. */
@ApplicationScoped
public class AuditHealth implements Connectivity {

    private final AuditTrail trail;

    public AuditHealth(AuditTrail trail) {
        this.trail = trail;
    }

    @Override
    public String name() {
        return "audit-trail";
    }

    @Override
    public Status check() {
        return trail.problem()
                .map(problem -> new Status(!trail.isRequired(), problem, Duration.ZERO))
                .orElse(new Status(true, "The audit trail takes records.", Duration.ZERO));
    }
}
