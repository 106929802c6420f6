package io.github.sqldatabricks.bridge.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jboss.logging.Logger;

/**
 * A connection with at most one statement under way, which can be cut from any other thread. Cutting aborts the
 * connection, because closing a half-read SQL Server result would drain it first.
 */
public final class JdbcSession {

    private static final Logger LOG = Logger.getLogger(JdbcSession.class);

    private final Connection connection;
    private volatile Statement statement;
    private volatile boolean aborted;

    /** @param connection from now on this session's */
    public JdbcSession(Connection connection) {
        this.connection = connection;
    }

    /** The connection, for preparing. */
    public Connection connection() {
        return connection;
    }

    /** Makes the statement the one that an abort stops and a close closes. */
    public <S extends Statement> S use(S next) {
        statement = next;
        return next;
    }

    /** Whether {@link #abort()} was called. */
    public boolean aborted() {
        return aborted;
    }

    /** Stops the statement, as far as the server listens, and cuts the connection. From any thread; never throws. */
    public void abort() {
        aborted = true;
        Statement running = statement;
        if (running != null) {
            quietly("cancel the statement", running::cancel);
        }
        quietly("abort the connection", () -> connection.abort(Runnable::run));
        quietly("give the connection back", connection::close);
    }

    /** Closes the statement and gives the connection back. Only after the whole result was read; never throws. */
    public void close() {
        Statement ended = statement;
        if (ended != null) {
            quietly("close the statement", ended::close);
        }
        quietly("give the connection back", connection::close);
    }

    private static void quietly(String what, Step step) {
        try {
            step.run();
        } catch (SQLException e) {
            LOG.debugf("Could not %s: error %d, state %s", what, e.getErrorCode(), e.getSQLState());
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws SQLException;
    }
}
