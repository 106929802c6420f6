package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.store.Migrations;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.target.TargetUnderTest;
import java.sql.Connection;
import java.sql.SQLException;

/** The server that the environment names, as a target. */
record ServerUnderTest(RealSqlServer server, String table) implements TargetUnderTest {

    /** Skips the test, saying so, when the environment names no server. */
    static ServerUnderTest open() {
        return new ServerUnderTest(new RealSqlServer(RealSqlServer.config()), RealSqlServer.uniqueTable());
    }

    @Override
    public TargetDatabase database(SyncConfig.Delivery delivery) {
        return new SqlServerTargetDatabase(server.pools(), delivery, Migrations::makeLedger);
    }

    @Override
    public Connection connect() throws SQLException {
        return server.connect();
    }

    @Override
    public boolean allowsCascadesInCircles() throws SQLException {
        return server.isBabelfish();
    }

    @Override
    public String duplicateKey() {
        return "sqlserver-duplicate-key";
    }

    @Override
    public String computed(String name, String expression) {
        return name + " AS (" + expression + ")";
    }
}
