package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.store.LedgerMigration;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;

/** The sandbox's SQL Server in another process, or behind something that cuts its connections. */
public final class RemoteSandbox {

    private RemoteSandbox() {}

    /**
     * The database.
     *
     * @param location as H2 has it in a URL, such as {@code tcp://127.0.0.1:9092/mem:shop}
     */
    public static SandboxDatabase at(String location) {
        return new SandboxDatabase(location);
    }

    /** Changes its tables, exactly once. */
    public static TargetDatabase target(String location) {
        return new SandboxTargetDatabase(at(location), SyncConfig.Delivery.EXACTLY_ONCE, LedgerMigration::run);
    }
}
