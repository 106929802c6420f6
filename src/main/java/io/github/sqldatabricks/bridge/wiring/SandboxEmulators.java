package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.databricks.Workspace;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.observe.Connectivity;
import io.github.sqldatabricks.bridge.observe.SqlConsole;
import io.github.sqldatabricks.bridge.replication.SourceCatalogue;
import io.github.sqldatabricks.bridge.replication.change.SourceClock;
import io.github.sqldatabricks.bridge.sandbox.SandboxConfig;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxServer;
import io.github.sqldatabricks.bridge.sandbox.workspace.SandboxWorkspace;
import io.github.sqldatabricks.bridge.store.Migrations;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;

/** The sandbox's emulators: this process's own, or those of another one that it shares. */
@ApplicationScoped
public class SandboxEmulators implements Emulators {

    private final SandboxConfig config;
    private final SandboxServer server;
    private final SandboxDatabricks databricks;

    public SandboxEmulators(SandboxConfig config, SandboxServer server, SandboxDatabricks databricks) {
        this.config = config;
        this.server = server;
        this.databricks = databricks;
    }

    @Override
    public RowSource rowSource() {
        return server.rowSource();
    }

    @Override
    public SourceClock clock() {
        return server.clock();
    }

    @Override
    public SourceCatalogue catalogue() {
        return server.catalogue();
    }

    @Override
    public TargetDatabase targetDatabase(SyncConfig.Delivery delivery) {
        return server.targetDatabase(delivery, Migrations::makeLedger);
    }

    @Override
    public Connectivity sqlServer() {
        return server;
    }

    @Override
    public SqlConsole console() {
        return server.console();
    }

    @Override
    public Workspace workspace() {
        if (config.shared().workspace().isPresent()) {
            return workspace(
                    config.shared().workspace().get(), config.shared().token().orElse(""));
        }
        SandboxWorkspace local = databricks.workspace();
        return workspace(local.uri(), local.logins().personalToken());
    }

    private static Workspace workspace(URI uri, String token) {
        return new Workspace(uri, new Workspace.Credentials.Token(token), SandboxWorkspace.WAREHOUSE_ID);
    }
}
