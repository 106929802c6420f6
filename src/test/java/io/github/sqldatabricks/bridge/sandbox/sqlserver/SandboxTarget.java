package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.store.Migrations;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.target.TargetUnderTest;
import java.sql.Connection;
import java.sql.SQLException;

/** The sandbox as a target, without its data. */
record SandboxTarget(SandboxDatabase sandbox) implements TargetUnderTest {

    @Override
    public TargetDatabase database(SyncConfig.Delivery delivery) {
        return new SandboxTargetDatabase(sandbox, delivery, Migrations::makeLedger);
    }

    @Override
    public Connection connect() throws SQLException {
        return sandbox.connect();
    }

    @Override
    public String table() {
        return "dbo.people";
    }

    @Override
    public boolean allowsCascadesInCircles() {
        return true;
    }

    @Override
    public String duplicateKey() {
        return "sqlserver-query-failed";
    }

    @Override
    public String computed(String name, String expression) {
        return name + " int GENERATED ALWAYS AS (" + expression + ")";
    }
}
