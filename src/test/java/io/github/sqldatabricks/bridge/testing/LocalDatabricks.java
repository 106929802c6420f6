package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig;
import io.github.sqldatabricks.bridge.databricks.DatabricksErrors;
import io.github.sqldatabricks.bridge.databricks.DatabricksJdbc;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.Workspace;
import io.github.sqldatabricks.bridge.databricks.WorkspaceApi;
import io.github.sqldatabricks.bridge.databricks.tables.DatabricksTables;
import io.github.sqldatabricks.bridge.databricks.tables.DatabricksTables.Settings;
import io.github.sqldatabricks.bridge.sandbox.warehouse.StatementsEndpoint;
import io.github.sqldatabricks.bridge.sandbox.warehouse.UnityCatalogEndpoint;
import io.github.sqldatabricks.bridge.sandbox.warehouse.Warehouse;
import io.github.sqldatabricks.bridge.sandbox.warehouse.WarehouseFaults;
import io.github.sqldatabricks.bridge.sandbox.warehouse.WarehousesEndpoint;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.Effect;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.FaultQueue;
import io.github.sqldatabricks.bridge.sandbox.workspace.Logins;
import io.github.sqldatabricks.bridge.sandbox.workspace.SandboxWorkspace;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A local workspace with a warehouse, and the bridge's own clients of it. */
public final class LocalDatabricks implements AutoCloseable {

    private static final int PRIORITY = 100;

    private final Warehouse warehouse;
    private final SandboxWorkspace workspace;
    private final DatabricksConfig config;

    public LocalDatabricks(Path root) throws IOException {
        this(root, Map.of());
    }

    /** @param settings of the bridge, such as {@code bridge.databricks.request-timeout} */
    public LocalDatabricks(Path root, Map<String, String> settings) throws IOException {
        this.warehouse = new Warehouse(root);
        this.workspace = SandboxWorkspace.start(
                root,
                0,
                List.of(
                        new StatementsEndpoint(warehouse),
                        new UnityCatalogEndpoint(warehouse),
                        new WarehousesEndpoint(warehouse)));
        this.config = config(settings);
    }

    private static DatabricksConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(DatabricksConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", PRIORITY))
                .withConverter(MemorySize.class, PRIORITY, new MemorySizeConverter())
                .withConverter(Duration.class, PRIORITY, new DurationConverter())
                .build()
                .getConfigMapping(DatabricksConfig.class);
    }

    public DatabricksJdbc jdbc() {
        return jdbc(uri(), token(), config);
    }

    /** The bridge's client of a workspace that another process runs. */
    public static DatabricksJdbc jdbc(URI uri, String token) {
        return jdbc(uri, token, config(Map.of()));
    }

    private static DatabricksJdbc jdbc(URI uri, String token, DatabricksConfig config) {
        return new DatabricksJdbc(
                new Workspace(uri, new Workspace.Credentials.Token(token), SandboxWorkspace.WAREHOUSE_ID), config);
    }

    public URI uri() {
        return workspace.uri();
    }

    /** What other processes log in with. */
    public String token() {
        return workspace.logins().personalToken();
    }

    public DatabricksStatements statements() {
        return new DatabricksStatements(this::jdbc);
    }

    /** The bridge's client of the workspace's REST API. */
    public WorkspaceApi api() {
        Workspace.Credentials login = new Workspace.Credentials.Token(token());
        return new WorkspaceApi(
                new Workspace(uri(), login, SandboxWorkspace.WAREHOUSE_ID),
                config.requestTimeout(),
                config.retryBudget(),
                new DatabricksErrors.ErrorHint("Check the login.", "Check the grants.", "Check the name."));
    }

    public FaultQueue faults() {
        return workspace.faults();
    }

    public WarehouseFaults warehouseFaults() {
        return warehouse.faults();
    }

    public void createSchema(String catalog, String schema) {
        warehouse.createSchema(catalog, schema);
    }

    /** Counts the statements that are sent from now on. */
    public AtomicInteger countStatements() {
        AtomicInteger count = new AtomicInteger();
        faults().add(new Fault(
                call -> {
                    boolean statement =
                            call.method().equals("POST") && call.path().matches("/api/2\\.0/sql/statements/?");
                    count.addAndGet(statement ? 1 : 0);
                    return false;
                },
                0,
                1,
                Effect.unavailable()));
        return count;
    }

    /** The tables as the Airbyte source sees them. */
    public DatabricksTables tables() {
        return tables(new Workspace.Credentials.Token(token()), SandboxWorkspace.WAREHOUSE_ID);
    }

    /** The same when no warehouse is configured. */
    public DatabricksTables tablesWithoutWarehouse() {
        return tables(new Workspace.Credentials.Token(token()), "");
    }

    /** The same for a service principal, whose tokens {@link Logins#expireIssuedTokens} ends. */
    public DatabricksTables tablesOfPrincipal() {
        Workspace.Credentials login =
                new Workspace.Credentials.ServicePrincipal(logins().clientId(), logins().clientSecret());
        return tables(login, SandboxWorkspace.WAREHOUSE_ID);
    }

    private DatabricksTables tables(Workspace.Credentials login, String warehouse) {
        return new DatabricksTables(
                new Workspace(uri(), login, warehouse),
                new Settings(
                        "main",
                        config.requestTimeout(),
                        config.retryBudget(),
                        config.warehouseStartTimeout(),
                        config.maxValueSize().asLongValue()));
    }

    public Logins logins() {
        return workspace.logins();
    }

    /** Runs statements as a Databricks job would. */
    public void run(String... statements) throws SQLException {
        try (Connection connection = jdbc().open();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() {
        workspace.close();
        warehouse.close();
    }
}
