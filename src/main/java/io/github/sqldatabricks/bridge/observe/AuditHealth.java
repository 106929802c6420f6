package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Whether new work can be recorded in the audit trail, for readiness and metrics. */
@ApplicationScoped
public class AuditHealth implements Connectivity {

    private static final double MILLIS_PER_SECOND = 1000;

    private final AuditTrail trail;
    private final MeterRegistry registry;

    public AuditHealth(AuditTrail trail, MeterRegistry registry) {
        this.trail = trail;
        this.registry = registry;
    }

    void register(@Observes StartupEvent start) {
        Gauge.builder(Meters.AUDIT_WAITING, trail::waiting).register(registry);
        Gauge.builder(Meters.AUDIT_FAILING, () -> trail.failing().toMillis() / MILLIS_PER_SECOND)
                .baseUnit("seconds")
                .register(registry);
        FunctionCounter.builder(Meters.AUDIT_DROPPED, trail, AuditTrail::dropped)
                .register(registry);
        FunctionCounter.builder(Meters.AUDIT_REFUSED, trail, AuditTrail::refused)
                .register(registry);
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
