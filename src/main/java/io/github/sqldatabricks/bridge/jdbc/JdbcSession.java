package io.github.sqldatabricks.bridge.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * A connection with at most one statement under way, which can be cut from any other thread. Cutting aborts the
 * connection, because closing a half-read SQL Server result would drain it first.
 */
public final class JdbcSession {

    private static final Logger LOG = Logger.getLogger(JdbcSession.class);

    private enum State {
        OPEN,
        /** Given back whole: its next user must not be cut. */
        CLOSED,
        ABORTED
    }

    private final Connection connection;
    private final DriverCall abort;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private volatile Statement statement;

    /**
     * @param connection from now on this session's
     * @param abort makes the connection unusable, and its reader fail at once
     */
    public JdbcSession(Connection connection, DriverCall abort) {
        this.connection = connection;
        this.abort = abort;
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

    /** Whether it ended by {@link #abort()}. */
    public boolean aborted() {
        return state.get() == State.ABORTED;
    }

    /** Stops the statement, as far as the server listens, and cuts the connection. From any thread; never throws. */
    public void abort() {
        if (state.compareAndSet(State.OPEN, State.ABORTED)) {
            Statement running = statement;
            if (running != null) {
                quietly("cancel the statement", running::cancel);
            }
            quietly("abort the connection", abort);
            quietly("give the connection back", connection::close);
        }
    }

    /** Closes the statement and gives the connection back. Only after the whole result was read; never throws. */
    public void close() {
        if (state.compareAndSet(State.OPEN, State.CLOSED)) {
            Statement ended = statement;
            if (ended != null) {
                quietly("close the statement", ended::close);
            }
            quietly("give the connection back", connection::close);
        }
    }

    private static void quietly(String what, DriverCall call) {
        try {
            call.run();
        } catch (SQLException e) {
            LOG.debugf("Could not %s: error %d, state %s", what, e.getErrorCode(), e.getSQLState());
        } catch (RuntimeException e) {
            // The Databricks driver's cancel throws unchecked ones, such as for a workspace that answers 503.
            LOG.debugf("Could not %s: %s", what, e.getClass().getName());
        }
    }

    /** Something that a driver is asked to do. */
    @FunctionalInterface
    public interface DriverCall {
        void run() throws SQLException;
    }
}
