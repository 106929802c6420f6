package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig;
import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.events.DatabricksEventInbox;
import io.github.sqldatabricks.bridge.databricks.events.EventsTable;
import io.github.sqldatabricks.bridge.databricks.source.DatabricksSourceRows;
import io.github.sqldatabricks.bridge.model.HeapShare;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.observe.TracedPorts;
import io.github.sqldatabricks.bridge.sandbox.SandboxConfig;
import io.github.sqldatabricks.bridge.sync.EventInbox;
import io.github.sqldatabricks.bridge.sync.EventRights;
import io.github.sqldatabricks.bridge.sync.EventsTableSetup;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncService;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
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

    @Produces
    @Singleton
    EventInbox inbox(DatabricksStatements statements, SyncConfig config) {
        return new DatabricksEventInbox(statements, eventsTable(config));
    }

    @Produces
    @Singleton
    @Unremovable
    EventsTableSetup eventsTableSetup(DatabricksStatements statements, SyncConfig config) {
        return new EventsTable(statements, eventsTable(config));
    }

    private static UnityTable eventsTable(SyncConfig config) {
        return UnityTable.parse(config.poller().eventsTable());
    }
}
