package io.github.sqldatabricks.bridge.job;

/** Port: how a database administrator makes the bridge's tables. */
public interface DatabaseSetup {

    /**
     * The T-SQL, for sqlcmd or SQL Server Management Studio.
     *
     * @param user the database user of the bridge's login
     */
    String script(String user);
}
