package io.github.sqldatabricks.bridge.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Counts lineage events. Thread-safe, cheap. */
@ApplicationScoped
public class LineageMetrics {

    private final MeterRegistry registry;

    public LineageMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void onStart(@Observes StartupEvent event) {
        registry.counter(Meters.LINEAGE_SENT);
        registry.counter(Meters.LINEAGE_LOST);
    }

    /** The catalogue took an event. */
    public void sent() {
        registry.counter(Meters.LINEAGE_SENT).increment();
    }

    /** An event found no room, or nobody took it. */
    public void lost() {
        registry.counter(Meters.LINEAGE_LOST).increment();
    }
}
