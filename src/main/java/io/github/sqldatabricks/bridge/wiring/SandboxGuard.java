package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.access.DeploymentConfig;
import io.github.sqldatabricks.bridge.model.Environment;
import io.github.sqldatabricks.bridge.sandbox.SandboxConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/** Keeps the stand-ins out of production. */
@ApplicationScoped
public class SandboxGuard {

    private final SandboxConfig sandbox;
    private final DeploymentConfig deployment;

    public SandboxGuard(SandboxConfig sandbox, DeploymentConfig deployment) {
        this.sandbox = sandbox;
        this.deployment = deployment;
    }

    /** @throws IllegalStateException when a production process is told to use the sandbox; the start ends then */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
        if (sandbox.enabled() && deployment.environment() == Environment.PRODUCTION) {
            throw new IllegalStateException("The sandbox (bridge.sandbox.enabled, --sandbox) is refused in production:"
                    + " unset it, or set ENVIRONMENT=development.");
        }
    }
}
