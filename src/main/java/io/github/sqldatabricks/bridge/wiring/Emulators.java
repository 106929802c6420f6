package io.github.sqldatabricks.bridge.wiring;

import io.github.sqldatabricks.bridge.databricks.Workspace;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.observe.Connectivity;
import io.github.sqldatabricks.bridge.observe.SqlConsole;
import io.github.sqldatabricks.bridge.replication.SourceCatalogue;
import io.github.sqldatabricks.bridge.replication.change.SourceClock;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;

/**
 * Port: the sandbox's emulators of both systems, each started at its first use. A build for production (profile {@code production}
 * in pom.xml) has no implementation.
 */
public interface Emulators {

    /** Reads tables of the emulated SQL Server. */
    RowSource rowSource();

    /** Time and open transactions of the emulated SQL Server. */
    SourceClock clock();

    /** Which tables the emulated SQL Server has. */
    SourceCatalogue catalogue();

    /** Changes tables of the emulated SQL Server. */
    TargetDatabase targetDatabase(SyncConfig.Delivery delivery);

    /** How the emulated SQL Server is. */
    Connectivity sqlServer();

    /** Statements on the emulated SQL Server. */
    SqlConsole console();

    /** The emulated Databricks workspace, which the real clients use. */
    Workspace workspace();
}
