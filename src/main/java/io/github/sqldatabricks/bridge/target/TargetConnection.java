package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.jdbc.RowMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** A connection whose statements end in time, and whose running one a cancel stops. One thread uses it. */
public final class TargetConnection {

    private final JdbcSession session;
    private final int timeoutSeconds;

    /** @param statementTimeout for each statement, at least a second */
    public TargetConnection(JdbcSession session, Duration statementTimeout) {
        this.session = session;
        this.timeoutSeconds = Math.toIntExact(statementTimeout.toSeconds());
    }

    /** For what the other methods can't do. */
    public Connection jdbc() {
        return session.connection();
    }

    /** For what a driver does beside statements: seconds, at least 1. */
    public int timeoutSeconds() {
        return timeoutSeconds;
    }

    /** Runs a statement without markers as it stands, such as DDL. */
    public void execute(String sql) throws SQLException {
        try (Statement statement = statement()) {
            statement.execute(sql);
        }
    }

    /** For statements without markers, which are sent as they stand. Closing it is the caller's. */
    public Statement statement() throws SQLException {
        Statement statement = session.use(jdbc().createStatement());
        statement.setEscapeProcessing(false);
        statement.setQueryTimeout(timeoutSeconds);
        return statement;
    }

    /** Runs an INSERT, UPDATE or DELETE; returns how many rows the driver says it changed. */
    public long update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeLargeUpdate();
        }
    }

    /** Runs a SELECT. */
    public <T> List<T> list(String sql, RowMapper<T> row, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet result = statement.executeQuery()) {
            return row.all(result);
        }
    }

    /** The first rows of a SELECT, {@code limit} at most. */
    public <T> List<T> first(int limit, String sql, RowMapper<T> row, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            statement.setMaxRows(limit);
            try (ResultSet result = statement.executeQuery()) {
                return row.all(result);
            }
        }
    }

    /** A statement with its markers' values; a null value is NULL. Closing it is the caller's. */
    public PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = session.use(jdbc().prepareStatement(sql));
        statement.setQueryTimeout(timeoutSeconds);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
