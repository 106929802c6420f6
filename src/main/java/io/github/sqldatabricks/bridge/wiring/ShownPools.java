package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.ops.PoolMetrics;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerPools;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Shows the pool of each configured SQL Server in the metrics, from the start on. */
@ApplicationScoped
public class ShownPools {

    void onStart(@Observes StartupEvent event, SqlServerPools pools, PoolMetrics metrics) {
        pools.names().forEach(name -> metrics.watch(name, () -> pools.usage(name)));
    }
}
