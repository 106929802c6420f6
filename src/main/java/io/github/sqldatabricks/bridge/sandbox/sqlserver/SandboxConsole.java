package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.TextResult;
import io.github.sqldatabricks.bridge.model.TextRows;
import io.github.sqldatabricks.bridge.ops.SqlConsole;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements in the embedded database. */
final class SandboxConsole implements SqlConsole {

    private final SandboxDatabase database;

    SandboxConsole(SandboxDatabase database) {
        this.database = database;
    }

    @Override
    public TextRows run(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.setMaxRows(MAX_ROWS);
            return TextResult.of(statement, SandboxSql.fromTransactSql(sql));
        } catch (SQLException e) {
            throw new SandboxErrors().translate(e, "The statement");
        }
    }
}
