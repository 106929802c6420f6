package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.databricks.events.DatabricksEventsTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sandbox.SandboxConfig;
import io.github.sqldatabricks.bridge.sandbox.TemporaryFolder;
import io.github.sqldatabricks.bridge.sandbox.warehouse.StatementsEndpoint;
import io.github.sqldatabricks.bridge.sandbox.warehouse.UnityCatalogEndpoint;
import io.github.sqldatabricks.bridge.sandbox.warehouse.Warehouse;
import io.github.sqldatabricks.bridge.sandbox.warehouse.WarehousesEndpoint;
import io.github.sqldatabricks.bridge.sandbox.workspace.Logins;
import io.github.sqldatabricks.bridge.sandbox.workspace.SandboxWorkspace;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;

/** The running local workspace; started at its first use. */
@ApplicationScoped
public class SandboxDatabricks {

    private static final Logger LOG = Logger.getLogger(SandboxDatabricks.class);

    private final Path folder;
    private final boolean temporary;
    private final Warehouse warehouse;
    private final SandboxWorkspace workspace;

    public SandboxDatabricks(SandboxConfig config, SyncConfig sync) {
        try {
            temporary = config.folder().isEmpty();
            folder = temporary
                    ? Files.createTempDirectory("bridge-sandbox-")
                    : config.folder().get();
            warehouse = new Warehouse(folder);
            workspace = SandboxWorkspace.start(
                    folder,
                    config.port(),
                    config.workspaceToken().map(Logins::withToken).orElseGet(Logins::random),
                    List.of(
                            new StatementsEndpoint(warehouse),
                            new UnityCatalogEndpoint(warehouse),
                            new WarehousesEndpoint(warehouse)));
            workspace.createVolume("main", "bridge", "landing");
            makeEventsTable(UnityTable.parse(sync.poller().eventsTable()));
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox can't start: " + e.getMessage(), e);
        }
        LOG.infof("Sandbox workspace at %s, files in %s", workspace.uri(), folder);
    }

    private void makeEventsTable(UnityTable table) {
        warehouse.createSchema(table.catalog(), table.schema());
        DatabricksEventsTable.statements(table).forEach(warehouse::run);
    }

    /** The local workspace. */
    public SandboxWorkspace workspace() {
        return workspace;
    }

    @PreDestroy
    void close() {
        workspace.close();
        warehouse.close();
        if (temporary) {
            TemporaryFolder.delete(folder);
        }
    }
}
