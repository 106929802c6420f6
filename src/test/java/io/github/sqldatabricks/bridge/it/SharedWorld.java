package io.github.sqldatabricks.bridge.it;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.RemoteSandbox;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxData;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxDatabase;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxTargetDatabase;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault;
import io.github.sqldatabricks.bridge.store.JdbcEventStore;
import io.github.sqldatabricks.bridge.store.JobDatabase;
import io.github.sqldatabricks.bridge.store.Migrations;
import io.github.sqldatabricks.bridge.store.StoreConfig;
import io.github.sqldatabricks.bridge.sync.EventMetadata;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.H2Server;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** What several processes share: the store, a SQL Server and a workspace, all served by the test's own process. */
final class SharedWorld implements AutoCloseable {

    private static final double SCALE = 0.01;

    private final String name = "world-" + UUID.randomUUID();
    private final Path directory;
    private final H2Server server;
    private final StoreConfig remoteStore;
    private final JobDatabase store;
    private final SandboxDatabase target;
    private final LocalDatabricks databricks;

    /** @param directory where the processes work, with {@link Templates} */
    SharedWorld(Path directory) throws SQLException, IOException {
        this.directory = directory;
        server = H2Server.start();
        store = new JobDatabase(
                onSqlServer() ? FixedStoreConfig.sqlServer() : FixedStoreConfig.h2("jdbc:h2:mem:" + name + "-store"));
        remoteStore = onSqlServer()
                ? FixedStoreConfig.sqlServer()
                : FixedStoreConfig.h2("jdbc:h2:" + H2Server.location(server.port(), name + "-store"));
        store.open();
        target = RemoteSandbox.at("mem:" + name + "-target");
        SandboxData.load(target, SCALE);
        new SandboxTargetDatabase(target, SyncConfig.Delivery.EXACTLY_ONCE, Migrations::makeLedger).requireDelivery();
        Path workspace = directory.resolve("workspace");
        Files.createDirectories(workspace.resolve("Volumes/main/bridge/landing"));
        databricks = new LocalDatabricks(workspace);
        databricks.createSchema("main", "changes");
    }

    /** Whether the store is on the SQL Server that the environment names, whose schema {@code bridge} is for tests alone. */
    private static boolean onSqlServer() {
        return Boolean.getBoolean("bridge.world.sqlserver");
    }

    /** Starts a replica that works on it. */
    BridgeProcess replica(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "BRIDGE_JOBS_URL",
                remoteStore.url(),
                "BRIDGE_SANDBOX_SHARED_DATABASE",
                H2Server.location(server.port(), name + "-target"),
                "BRIDGE_SANDBOX_SHARED_WORKSPACE",
                databricks.uri().toString(),
                "BRIDGE_SANDBOX_SHARED_TOKEN",
                databricks.token(),
                "BRIDGE_SYNC_POLLER_ENABLED",
                "false",
                "BRIDGE_JOBS_SWEEP",
                "1s",
                "BRIDGE_SYNC_SWEEP",
                "1s",
                "BRIDGE_SYNC_HEARTBEAT",
                "1s"));
        remoteStore.username().ifPresent(user -> settings.put("BRIDGE_JOBS_USERNAME", user));
        remoteStore.password().ifPresent(password -> settings.put("BRIDGE_JOBS_PASSWORD", password));
        settings.putAll(more);
        return BridgeProcess.serve(directory, settings, "--sandbox");
    }

    /** Makes a source of one row for each event, and a target that takes every row any number of times. */
    void prepareEvents(int count) throws SQLException {
        change("CREATE TABLE dbo.applied0 (event int)", "CREATE TABLE dbo.applied1 (event int)");
        List<String> sources = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sources.add("CREATE TABLE main.changes.event" + i + " AS SELECT CAST(" + i + " AS INT) AS event");
        }
        databricks.run(sources.toArray(String[]::new));
    }

    /** Makes one source of one row, and targets that each take it any number of times. */
    void prepareTargets(int count) throws SQLException {
        databricks.run("CREATE TABLE main.changes.one AS SELECT CAST(1 AS INT) AS event");
        for (int i = 0; i < count; i++) {
            change("CREATE TABLE dbo.target" + i + " (event int)");
        }
    }

    /** The body of an event of {@link #prepareTargets}. */
    static String toTarget(String id, int target) {
        return "{\"event_id\": \"" + id + "\", \"operation\": \"INSERT\", \"source_table\": \"main.changes.one\","
                + " \"target_table\": \"dbo.target" + target + "\"}";
    }

    /** How many rows the targets have. */
    int rowsOfTargets(int count) throws SQLException {
        int rows = 0;
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < count; i++) {
                try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM dbo.target" + i)) {
                    row.next();
                    rows += row.getInt(1);
                }
            }
        }
        return rows;
    }

    /** The body of an event that {@link #prepareEvents} has prepared. */
    static String event(int number) {
        return "{\"event_id\": \"event-" + number
                + "\", \"operation\": \"INSERT\", \"source_table\": \"main.changes.event" + number
                + "\", \"target_table\": \"dbo.applied" + number % 2 + "\"}";
    }

    /** Stores an event, and tells nobody. */
    void store(int number) {
        SyncEvent event = new SyncEvent(
                new EventId("event-" + number),
                new SyncOperation.Insert(new UnityTable("main", "changes", "event" + number), Optional.empty()),
                new SqlServerTable("dbo", "applied" + number % 2),
                new SyncEvent.Origin.Request("anybody"),
                0,
                OptionalLong.empty(),
                new EventMetadata(Map.of()),
                Instant.now(),
                OptionalInt.empty());
        new JdbcEventStore(store).accept(List.of(event));
    }

    /** The events in the order of their numbers, each as often as it was applied. */
    List<Integer> applied() throws SQLException {
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT event FROM dbo.applied0 UNION ALL SELECT event FROM dbo.applied1 ORDER BY event")) {
            List<Integer> events = new ArrayList<>();
            while (rows.next()) {
                events.add(rows.getInt(1));
            }
            return events;
        }
    }

    /** The only value of a query in the workspace. */
    String databricks(String query) {
        return databricks
                .statements()
                .query("Looking", query, row -> row.getString(1))
                .get(0);
    }

    /** Lets something happen to requests of processes to the workspace. */
    void add(Fault fault) {
        databricks.faults().add(fault);
    }

    private void change(String... statements) throws SQLException {
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        databricks.close();
        server.close();
        store.close();
        target.close();
    }
}
