package io.github.sqldatabricks.bridge.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/** Shows that the process has begun to stop. */
@ApplicationScoped
public class DrainMetrics {

    private final MeterRegistry registry;
    private volatile int draining;

    public DrainMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void onStart(@Observes StartupEvent event) {
        Gauge.builder(Meters.DRAINING, () -> draining).register(registry);
    }

    void delay(@Observes ShutdownDelayInitiatedEvent event) {
        draining = 1;
    }

    void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
        draining = 1;
    }
}
