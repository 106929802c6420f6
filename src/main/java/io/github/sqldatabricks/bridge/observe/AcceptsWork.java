package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.work.GracefulDrain;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready from the moment on at which the process begins to stop: requests go to the other replicas then, and metrics say so. */
@Readiness
@ApplicationScoped
public class AcceptsWork implements HealthCheck {

    private final GracefulDrain drain;
    private final MeterRegistry registry;

    public AcceptsWork(GracefulDrain drain, MeterRegistry registry) {
        this.drain = drain;
        this.registry = registry;
    }

    void onStart(@Observes StartupEvent event) {
        Gauge.builder(Meters.DRAINING, () -> drain.hasBegun() ? 1 : 0).register(registry);
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("accepts-work")
                .status(!drain.hasBegun())
                .build();
    }
}
