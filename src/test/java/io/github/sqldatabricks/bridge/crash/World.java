package io.github.sqldatabricks.bridge.crash;

import io.github.sqldatabricks.bridge.databricks.events.EventsTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.RemoteSandbox;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxDatabase;
import io.github.sqldatabricks.bridge.store.JdbcEventStore;
import io.github.sqldatabricks.bridge.store.JobDatabase;
import io.github.sqldatabricks.bridge.sync.EventStore;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.H2Server;
import io.github.sqldatabricks.bridge.testing.LocalDatabricks;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** What outlives every process: the store and the target, served by H2 over TCP, and a Databricks workspace. */
final class World implements AutoCloseable {

    static final String EVENTS = "bridge.events.bridge_events";

    private final H2Server server;
    private final Places places;
    private final JobDatabase store;
    private final SandboxDatabase target;
    private final LocalDatabricks databricks;
    private final List<PlannedEvent> events = Collections.synchronizedList(new ArrayList<>());

    World(Path folder) throws Exception {
        server = H2Server.start();
        places = new Places(server.port(), UUID.randomUUID().toString());
        store = new JobDatabase(FixedStoreConfig.h2(places.storeInMemory()));
        target = RemoteSandbox.at(places.targetInMemory());
        databricks = new LocalDatabricks(folder);
        databricks.createSchema("bridge", "events");
        databricks.createSchema("main", "changes");
        new EventsTable(databricks.statements(), UnityTable.parse(EVENTS)).create();
        change("CREATE SCHEMA dbo", "CREATE TABLE dbo.change_log (n int IDENTITY, grp int)");
        for (int i = 0; i < PlannedEvent.TABLES; i++) {
            // Without a primary key, so that rows that are inserted twice stay.
            change("CREATE TABLE dbo.t" + i + " (id int, grp int, name nvarchar(20))");
            change("CREATE INDEX dbo.i" + i + " ON dbo.t" + i + " (id)", ChangeLog.on("t" + i));
        }
    }

    Places places() {
        return places;
    }

    /** The store, as the test sees it. */
    EventStore store() {
        return new JdbcEventStore(store);
    }

    LocalDatabricks databricks() {
        return databricks;
    }

    List<PlannedEvent> events() {
        return List.copyOf(events);
    }

    /** A Databricks job makes its source and inserts an event. */
    void add(PlannedEvent event) throws SQLException {
        change(event.seed());
        events.add(event);
        databricks.run(event.source(), event.insert());
    }

    /** So much time passes that the claims and duties of a dead process run out. */
    void letLeasesRunOut(String worker) throws SQLException {
        for (String table : List.of("sync_target", "sync_duty")) {
            inStore("UPDATE bridge." + table
                    + " SET lease_until = TIMESTAMP '2000-01-01 00:00:00' WHERE lease_owner = '" + worker + "'");
        }
    }

    private void inStore(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(places.storeInMemory() + ";DATABASE_TO_UPPER=FALSE");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void change(String... statements) throws SQLException {
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** What the target has now: the values of each row, a blank between them. */
    List<String> inTarget(String select) throws SQLException {
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(select)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(result.getString(1) + " " + result.getString(2));
            }
            return rows;
        }
    }

    @Override
    public void close() throws SQLException {
        databricks.close();
        server.close();
        store.close();
        inStore("SHUTDOWN");
        target.close();
    }
}
