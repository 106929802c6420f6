package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.store.Migrations;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import java.sql.SQLException;

/** The sandbox's SQL Server in another process, or behind something that cuts its connections. */
public final class RemoteSandbox {

    private RemoteSandbox() {}

    /**
     * A new database that other processes are to use.
     *
     * @param location as H2 has it in a URL, such as {@code mem:shop}
     */
    public static SandboxDatabase at(String location) throws SQLException {
        return SandboxDatabase.at(location);
    }

    /** Does what the sandbox's users may not, such as making a trigger. */
    public static void administer(SandboxDatabase database, String sql) throws SQLException {
        database.execute(sql);
    }

    /**
     * Changes the tables of a database that another process has made, exactly once.
     *
     * @param location such as {@code tcp://127.0.0.1:9092/mem:shop}
     */
    public static TargetDatabase target(String location) {
        return new SandboxTargetDatabase(
                SandboxDatabase.ofAnother(location), SyncConfig.Delivery.EXACTLY_ONCE, Migrations::makeLedger);
    }
}
