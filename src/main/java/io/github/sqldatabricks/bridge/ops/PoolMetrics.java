package io.github.sqldatabricks.bridge.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Shows the pools of connections to SQL Server. Thread-safe. */
@ApplicationScoped
public class PoolMetrics {

    private final MeterRegistry registry;

    public PoolMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Shows a pool from now on.
     *
     * @param server the name of its SQL Server in the configuration
     */
    public void watch(String server, Supplier<PoolUsage> usage) {
        state(server, "active", usage, PoolUsage::active);
        state(server, "idle", usage, PoolUsage::idle);
        state(server, "waiting", usage, PoolUsage::waiting);
        Gauge.builder(Meters.CONNECTIONS_MAX, () -> usage.get().max())
                .tag(Meters.SERVER, server)
                .register(registry);
    }

    private void state(String server, String state, Supplier<PoolUsage> usage, ToLongFunction<PoolUsage> number) {
        Gauge.builder(Meters.CONNECTIONS, () -> number.applyAsLong(usage.get()))
                .tag(Meters.SERVER, server)
                .tag(Meters.STATE, state)
                .register(registry);
    }
}
