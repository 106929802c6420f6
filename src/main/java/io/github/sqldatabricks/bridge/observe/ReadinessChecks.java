package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.work.GracefulDrain;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.HealthRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * One readiness check for each dependency: ready only while all answer, and each says why it does not. Keeps {@code /health/startup},
 * the old name of {@code /health/started}.
 */
@ApplicationScoped
public class ReadinessChecks {

    private final Dependencies dependencies;
    private final HealthRegistry readiness;

    public ReadinessChecks(Dependencies dependencies, @Readiness HealthRegistry readiness) {
        this.dependencies = dependencies;
        this.readiness = readiness;
    }

    void register(@Observes StartupEvent start) {
        dependencies.names().forEach(name -> readiness.register(name, check(name)));
    }

    void install(@Observes Router router) {
        router.get("/health/startup").handler(call -> call.reroute("/health/started"));
    }

    /** Neither waits for a dependency nor for a thread, which requests may all have. */
    private AsyncHealthCheck check(String name) {
        return () ->
                Uni.createFrom().completionStage(dependencies::ask).map(statuses -> response(name, statuses.get(name)));
    }

    private static HealthCheckResponse response(String name, Connectivity.Status status) {
        return HealthCheckResponse.named(name)
                .status(status.up())
                .withData("detail", status.detail())
                .withData("latency_ms", status.latency().toMillis())
                .build();
    }

    /** Not ready from the moment on at which the process begins to stop: requests go to the other replicas then, and metrics say so. */
    @Readiness
    @ApplicationScoped
    public static class AcceptsWork implements HealthCheck {

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
}
