package io.github.sqldatabricks.bridge.crash;

import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.RemoteSandbox;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxDatabase;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxTargetDatabase;
import io.github.sqldatabricks.bridge.store.JdbcEventStore;
import io.github.sqldatabricks.bridge.store.JobDatabase;
import io.github.sqldatabricks.bridge.store.Migrations;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.testing.FixedStoreConfig;
import io.github.sqldatabricks.bridge.testing.H2Server;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Store and target, which outlive every process; served by H2 over TCP. */
final class Databases implements AutoCloseable {

    private final H2Server server;
    private final Places places;
    private final JobDatabase store;
    private final SandboxDatabase target;

    Databases() throws SQLException {
        server = H2Server.start();
        places = new Places(server.port(), UUID.randomUUID().toString());
        store = new JobDatabase(FixedStoreConfig.h2(places.storeInMemory()));
        store.open();
        target = RemoteSandbox.at(places.targetInMemory());
        change(ChangeLog.TABLE);
        // Processes that make it together are not this campaign's subject, and share no embedded H2 in real life.
        new SandboxTargetDatabase(target, SyncConfig.Delivery.EXACTLY_ONCE, Migrations::makeLedger).requireDelivery();
    }

    /** Where they are reached. */
    Places places() {
        return places;
    }

    /** The store, as the test sees it. */
    EventStore store() {
        return new JdbcEventStore(store);
    }

    /** So much time passes that all claims and duties of a process run out. */
    void letLeasesRunOut(String worker) throws SQLException {
        try (Connection connection = DriverManager.getConnection(places.storeInMemory() + ";DATABASE_TO_UPPER=FALSE");
                Statement statement = connection.createStatement()) {
            for (String table : List.of("sync_target", "sync_duty")) {
                statement.execute("UPDATE bridge." + table
                        + " SET lease_until = TIMESTAMP '2000-01-01 00:00:00' WHERE lease_owner = '" + worker + "'");
            }
        }
    }

    /** Changes the target as its administrator, who may also make triggers. */
    void change(String... statements) throws SQLException {
        for (String sql : statements) {
            RemoteSandbox.administer(target, sql);
        }
    }

    /** What the target has now: two values of each row, a blank between them. */
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
        server.close();
        store.close();
        try (Connection connection = DriverManager.getConnection(places.storeInMemory() + ";DATABASE_TO_UPPER=FALSE");
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
        target.close();
    }
}
