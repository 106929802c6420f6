package io.github.sqldatabricks.bridge.sqlserver;

import com.microsoft.sqlserver.jdbc.ISQLServerResultSet;
import io.github.sqldatabricks.bridge.extraction.RowQuery;
import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.jdbc.ParameterBinder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;

/** Runs a query's statement within its time-outs. */
record QueryRun(JdbcSession session, ConnectionSettings settings) {

    /** How much longer than the statement's own time-out the socket waits, for the server's answer to the cancel. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    /**
     * What the statement would return: the driver puts SET FMTONLY ON in front of it. With the semicolon it may begin with WITH.
     */
    ResultSetMetaData describe(RowQuery query) throws SQLException {
        PreparedStatement statement = session.use(session.connection().prepareStatement(";" + query.sql()));
        statement.setQueryTimeout(Math.toIntExact(settings.statementTimeout().toSeconds()));
        return statement.getMetaData();
    }

    /** Runs the statement until its first row can be read. */
    ResultSet execute(RowQuery query) throws SQLException {
        Connection connection = session.connection();
        PreparedStatement statement = session.use(
                connection.prepareStatement(query.sql(), ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY));
        ParameterBinder.bind(statement, query.parameters());
        statement.setQueryTimeout(Math.toIntExact(settings.statementTimeout().toSeconds()));
        if (query.rowLimit().orElse(Long.MAX_VALUE) <= Integer.MAX_VALUE) {
            statement.setMaxRows((int) query.rowLimit().getAsLong());
        }
        return execute(connection, statement);
    }

    /** A server that ignores the time-out's cancel is given up a little later: the socket's time-out sees to that. */
    private ResultSet execute(Connection connection, PreparedStatement statement) throws SQLException {
        long deadline = System.nanoTime() + settings.statementTimeout().toNanos();
        silenceAtMost(connection, settings.statementTimeout().plus(GRACE));
        try {
            ResultSet result = statement.executeQuery();
            silenceAtMost(connection, settings.readTimeout());
            // The pool's wrapper checks its state at every value; a result lives no longer than its connection anyway.
            return result.unwrap(ISQLServerResultSet.class);
        } catch (SQLException e) {
            if (System.nanoTime() - deadline > 0 && !session.aborted()) {
                throw new SQLTimeoutException(e.getMessage(), e.getSQLState(), e.getErrorCode(), e);
            }
            throw e;
        }
    }

    private static void silenceAtMost(Connection connection, Duration limit) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(limit.toMillis()));
    }
}
