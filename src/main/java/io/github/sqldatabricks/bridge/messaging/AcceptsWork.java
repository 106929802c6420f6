package io.github.sqldatabricks.bridge.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready from the moment on at which the process begins to stop: requests go to the other replicas then. */
@Readiness
@ApplicationScoped
public class AcceptsWork implements HealthCheck {

    private final GracefulDrain drain;

    public AcceptsWork(GracefulDrain drain) {
        this.drain = drain;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("accepts-work")
                .status(!drain.hasBegun())
                .build();
    }
}
