package io.github.sqldatabricks.bridge.ops;

/** Port: how a DBA makes the bridge's tables himself. */
public interface DatabaseSetup {

    /**
     * The T-SQL, for sqlcmd or SQL Server Management Studio.
     *
     * @param user the database user of the bridge's login
     */
    String script(String user);
}
