package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig;
import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.events.DatabricksEventsTable;
import io.github.sqldatabricks.bridge.databricks.source.DatabricksSourceRows;
import io.github.sqldatabricks.bridge.event.EventsTable;
import io.github.sqldatabricks.bridge.model.HeapShare;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.observe.TracedPorts;
import io.github.sqldatabricks.bridge.sandbox.SandboxConfig;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.EventRights;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Event sync: the service, and its Databricks side. */
@Singleton
public class SyncWiring {

    @Produces
    @Singleton
    SyncService service(SourceRows source, TargetDatabase target, EventRights rights) {
        return new SyncService(source, target, rights);
    }

    @Produces
    @Singleton
    SourceRows source(Instance<DatabricksJdbc> jdbc, DatabricksConfig config, SyncConfig sync, TracedPorts tracing) {
        return tracing.sourceRows(new DatabricksSourceRows(
                jdbc::get, config.maxValueSize().asLongValue(), HeapShare.ofRow(sync.concurrency())));
    }

    @Produces
    @Singleton
    DatabricksStatements statements(Instance<DatabricksJdbc> jdbc, SyncConfig config, SandboxConfig sandbox) {
        Optional<String> own = config.poller().warehouseId().filter(id -> !sandbox.enabled());
        return new DatabricksStatements(() -> own.map(jdbc.get()::on).orElseGet(jdbc::get));
    }

    /** Both its ports: what event sync reads and writes, and what makes and checks it. */
    @Produces
    @Singleton
    @Typed({EventsTable.class, EventsTable.Setup.class})
    @Unremovable
    DatabricksEventsTable eventsTable(DatabricksStatements statements, SyncConfig config) {
        return new DatabricksEventsTable(
                statements, UnityTable.parse(config.poller().eventsTable()));
    }
}
