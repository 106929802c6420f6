package io.github.sqldatabricks.bridge.ops;

/**
 * Both worlds of the sandbox, as a Databricks job and its spectators use them.
 *
 * @param databricks the local workspace, through the real driver
 * @param sqlServer the stand-in of SQL Server
 */
public record SandboxWorlds(SqlConsole databricks, SqlConsole sqlServer) {}
