package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.TextResult;
import io.github.sqldatabricks.bridge.model.TextRows;
import io.github.sqldatabricks.bridge.ops.SqlConsole;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Statements in the embedded database. */
final class SandboxConsole implements SqlConsole {

    private final SandboxDatabase database;
    private final Duration timeout;

    SandboxConsole(SandboxDatabase database) {
        this(database, TIMEOUT);
    }

    /** @param timeout at least a second */
    SandboxConsole(SandboxDatabase database, Duration timeout) {
        this.database = database;
        this.timeout = timeout;
    }

    @Override
    public TextRows run(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.setMaxRows(MAX_ROWS);
            statement.setQueryTimeout(Math.toIntExact(timeout.toSeconds()));
            return TextResult.of(statement, SandboxSql.fromTransactSql(sql, SchemaNames.of(connection)));
        } catch (SQLException e) {
            throw new SandboxErrors().translate(e, "The statement");
        }
    }
}
