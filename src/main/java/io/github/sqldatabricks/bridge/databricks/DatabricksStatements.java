package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.jdbc.RowMapper;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Runs small statements on the SQL warehouse, each on a connection of its own, so that a renewed token is always used. A
 * sleeping warehouse is waited for ({@code bridge.databricks.warehouse-start-timeout}), and so is a statement that still
 * runs when the API's wait is over. Thread-safe, blocking.
 *
 * <p>The driver sends a statement again after a 503 or 429, although the first one may have run: every statement must do
 * no harm when it runs twice.
 *
 * @see DatabricksErrors
 */
public final class DatabricksStatements {

    private static final Logger LOG = Logger.getLogger(DatabricksStatements.class);

    private final Supplier<DatabricksJdbc> jdbc;

    /** @param jdbc asked for at each statement; it throws while no workspace is configured */
    public DatabricksStatements(Supplier<DatabricksJdbc> jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Runs a query and keeps its whole result.
     *
     * @param doing what is done, for messages, such as {@code Reading the events table}
     * @param parameters of the markers: text, numbers, true and false
     * @throws BridgeException when it fails; so does {@link #run}
     */
    public <T> List<T> query(String doing, String sql, RowMapper<T> row, Object... parameters) {
        try (Connection connection = jdbc.get().open();
                PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet result = statement.executeQuery()) {
            return row.all(result);
        } catch (SQLException e) {
            throw DatabricksErrors.translate(e, doing);
        }
    }

    /** Runs a statement that returns nothing. */
    public void run(String doing, String sql, Object... parameters) {
        try (Connection connection = jdbc.get().open();
                PreparedStatement statement = prepare(connection, sql, parameters)) {
            statement.execute();
        } catch (SQLException e) {
            throw DatabricksErrors.translate(e, doing);
        }
    }

    /**
     * Runs a long statement that returns nothing and has no markers.
     *
     * @param cancellation ends it, in the warehouse too
     * @throws BridgeException.Cancelled when it was; what it did may stay
     */
    public void run(String doing, String sql, Cancellation cancellation) {
        stoppable(doing, sql, cancellation, PreparedStatement::execute);
    }

    /**
     * The one number that a long query without markers gives.
     *
     * @param cancellation ends it, in the warehouse too
     * @throws BridgeException.Cancelled when it was
     */
    public long count(String doing, String sql, Cancellation cancellation) {
        return stoppable(doing, sql, cancellation, statement -> {
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        });
    }

    /** Runs a statement, and gives what came of it. */
    private interface Run<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private <T> T stoppable(String doing, String sql, Cancellation cancellation, Run<T> run) {
        try (Connection connection = jdbc.get().open();
                PreparedStatement statement = prepare(connection, sql);
                Stopping stopping = new Stopping(statement);
                Cancellation.Registration registration = cancellation.onCancel(stopping::begin)) {
            return run.of(statement);
        } catch (SQLException e) {
            cancellation.check();
            throw DatabricksErrors.translate(e, doing);
        }
    }

    /** Cancels a statement again and again until it ends: until its first answer comes, the driver has nothing to cancel. */
    private static final class Stopping implements AutoCloseable {
        private static final long PAUSE_MILLIS = 500;

        private final PreparedStatement statement;
        private final CountDownLatch ended = new CountDownLatch(1);

        private Stopping(PreparedStatement statement) {
            this.statement = statement;
        }

        private void begin() {
            Thread thread = new Thread(this::repeat, "databricks-cancel");
            thread.setDaemon(true);
            thread.start();
        }

        private void repeat() {
            try {
                do {
                    cancel();
                } while (!ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void cancel() {
            try {
                statement.cancel();
            } catch (SQLException e) {
                LOG.debugf("A statement could not be cancelled yet: %s", e.getMessage());
            }
        }

        @Override
        public void close() {
            ended.countDown();
        }
    }

    /** Runs a statement that changes rows; returns how many, as the warehouse counts them. */
    public long change(String doing, String sql, Object... parameters) {
        try (Connection connection = jdbc.get().open();
                PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeLargeUpdate();
        } catch (SQLException e) {
            throw DatabricksErrors.translate(e, doing);
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
