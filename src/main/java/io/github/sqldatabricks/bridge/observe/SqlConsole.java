package io.github.sqldatabricks.bridge.observe;

import io.github.sqldatabricks.bridge.model.TextTable.TextRows;
import java.time.Duration;

/** Port: statements that people run in one of the sandbox's systems. Blocking. */
public interface SqlConsole {

    /** The most rows that are shown. */
    int MAX_ROWS = 1000;

    /** How long a statement and the reading of its result may take. */
    Duration TIMEOUT = Duration.ofMinutes(2);

    /**
     * Runs a statement and returns the first rows of its result; none and no column when it has no result.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when it fails
     */
    TextRows run(String sql);

    /**
     * Both systems of the sandbox, as a Databricks job and its spectators use them.
     *
     * @param databricks the local workspace, through the real driver
     * @param sqlServer the emulator of SQL Server
     */
    record SandboxConsoles(SqlConsole databricks, SqlConsole sqlServer) {}
}
