package io.github.sqldatabricks.bridge.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Shows whether a changed file could be taken over while the service runs. Thread-safe, cheap. */
@ApplicationScoped
public class ReloadMetrics {

    /** The permissions file. */
    public static final String PERMISSIONS = "permissions";

    private final Map<String, Boolean> failing = new ConcurrentHashMap<>();
    private final MeterRegistry registry;

    public ReloadMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void onStart(@Observes StartupEvent event) {
        loaded(PERMISSIONS, true);
    }

    /**
     * Somebody has tried to take a file over.
     *
     * @param what which one, such as {@link #PERMISSIONS}; a name of a fixed few
     * @param good false while the last good one stays in force
     */
    public void loaded(String what, boolean good) {
        if (failing.put(what, !good) == null) {
            Gauge.builder(Meters.RELOADS_FAILING, () -> failing.get(what) ? 1 : 0)
                    .tag(Meters.FILE, what)
                    .register(registry);
        }
    }
}
