package io.github.sqldatabricks.bridge.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.BooleanSupplier;

/** Shows that the process has begun to stop. */
@ApplicationScoped
public class DrainMetrics {

    private final MeterRegistry registry;

    public DrainMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows from now on whether it has begun. */
    public void watch(BooleanSupplier begun) {
        Gauge.builder(Meters.DRAINING, () -> begun.getAsBoolean() ? 1 : 0).register(registry);
    }
}
