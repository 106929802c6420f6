package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.ops.DrainMetrics;
import io.github.sqldatabricks.bridge.work.GracefulDrain;
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
    private final DrainMetrics metrics;

    public AcceptsWork(GracefulDrain drain, DrainMetrics metrics) {
        this.drain = drain;
        this.metrics = metrics;
    }

    void onStart(@Observes StartupEvent event) {
        metrics.watch(drain::hasBegun);
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("accepts-work")
                .status(!drain.hasBegun())
                .build();
    }
}
