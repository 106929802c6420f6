package io.github.sqldatabricks.bridge.work;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.smallrye.reactivemessaging.runtime.QuarkusWorkerPoolRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Makes the pools at the start. A pool is made for its first message otherwise; when an HTTP request sends that, Vert.x
 * counts the pool as the HTTP server's, and interrupts its work as soon as the server stops, before it is drained. Their
 * sizes are read anew, because a native executable would keep those of its build.
 */
@ApplicationScoped
public class WorkerPools {

    private final QuarkusWorkerPoolRegistry registry;

    public WorkerPools(QuarkusWorkerPoolRegistry registry) {
        this.registry = registry;
    }

    void onStart(@Observes StartupEvent event) {
        for (String pool : List.of(WorkChannel.QUERY_POOL, WorkChannel.EVENT_POOL)) {
            registry.defineWorker(WorkerPools.class.getName(), pool, pool, false);
            registry.getWorker(pool);
        }
    }
}
