package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.ops.SqlConsole;

/**
 * Both worlds of the demo, as its Databricks job and its spectators use them.
 *
 * @param databricks the local workspace, through the real driver
 * @param sqlServer the stand-in of SQL Server
 */
public record DemoWorlds(SqlConsole databricks, SqlConsole sqlServer) {}
