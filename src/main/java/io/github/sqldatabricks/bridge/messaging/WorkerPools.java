package io.github.sqldatabricks.bridge.messaging;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.providers.connectors.WorkerPoolRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Makes the pools at the start. A pool is made for its first message otherwise; when an HTTP request sends that, Vert.x
 * counts the pool as the HTTP server's, and interrupts its work as soon as the server stops, before it is drained.
 */
@ApplicationScoped
public class WorkerPools {

    private final WorkerPoolRegistry registry;
    private final List<Drainable> kinds;

    public WorkerPools(WorkerPoolRegistry registry, @All List<Drainable> kinds) {
        this.registry = registry;
        this.kinds = kinds;
    }

    void onStart(@Observes StartupEvent event) {
        kinds.forEach(kind -> registry.getWorker(kind.pool()));
    }
}
