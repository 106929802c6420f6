package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.observe.Connectivity;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Whether a SQL Server can be reached, accepts the login and answers. */
public final class SqlServerConnectivity implements Connectivity {

    private static final int ANSWER_SECONDS = 5;

    private final SqlServerPools pools;
    private final String connection;
    private final SqlServerErrors errors = new SqlServerErrors();

    /** @param connection one of {@link SqlServerPools#names()} */
    public SqlServerConnectivity(SqlServerPools pools, String connection) {
        this.pools = pools;
        this.connection = connection;
    }

    @Override
    public String name() {
        return connection.equals(ConnectionSettings.DEFAULT) ? "sqlserver" : "sqlserver-" + connection;
    }

    @Override
    public Status check() {
        long start = System.nanoTime();
        try {
            ConnectionSettings settings = pools.directory().settings(connection);
            return check(settings, start);
        } catch (BridgeException e) {
            return status(false, e.getMessage(), start);
        }
    }

    private Status check(ConnectionSettings settings, long start) {
        try (Connection opened = pools.connect(settings)) {
            return opened.isValid(ANSWER_SECONDS)
                    ? status(true, "logged in at " + settings.place() + " as " + settings.user(), start)
                    : status(false, settings.place() + " did not answer within " + ANSWER_SECONDS + " s", start);
        } catch (SQLException e) {
            return status(
                    false,
                    errors.translate(e, "Connecting to " + settings.place()).getMessage(),
                    start);
        }
    }

    private static Status status(boolean up, String detail, long start) {
        return new Status(up, detail, Duration.ofNanos(System.nanoTime() - start));
    }
}
