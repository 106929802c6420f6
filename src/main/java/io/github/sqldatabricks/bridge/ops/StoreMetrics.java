package io.github.sqldatabricks.bridge.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/** Shows the database of jobs and events. */
@ApplicationScoped
public class StoreMetrics {

    private final MeterRegistry registry;

    public StoreMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows the size of an embedded database's file, in bytes, from now on. */
    public void watchFile(Supplier<Number> bytes) {
        Gauge.builder(Meters.STORE_BYTES, bytes).register(registry);
    }
}
