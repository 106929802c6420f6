package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.extraction.LandedRows;
import io.github.sqldatabricks.bridge.jdbc.TextResult;
import io.github.sqldatabricks.bridge.model.TextTable.TextRows;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.observe.SqlConsole;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** What people ask of the warehouse: what the bridge wrote, and the statements of the sandbox. */
public final class DatabricksQueries implements LandedRows, SqlConsole {

    /** As the driver has it. */
    private static final Duration NO_LIMIT = Duration.ZERO;

    private final DatabricksJdbc jdbc;
    private final Duration timeout;

    public DatabricksQueries(DatabricksJdbc jdbc) {
        this(jdbc, TIMEOUT);
    }

    /** @param timeout of a statement of the sandbox, at least a second; reading a folder may wait for a warehouse that starts */
    DatabricksQueries(DatabricksJdbc jdbc, Duration timeout) {
        this.jdbc = jdbc;
        this.timeout = timeout;
    }

    @Override
    public TextRows firstRows(VolumePath folder, int count) {
        // A path can't be a parameter here. VolumePath holds no quote, no backslash and no blank.
        return rows(
                "SELECT * FROM read_files('" + folder.value() + "', format => 'parquet') LIMIT " + count,
                NO_LIMIT,
                "Reading " + folder + " through the SQL warehouse");
    }

    @Override
    public TextRows run(String sql) {
        return rows(sql, timeout, "The statement");
    }

    private TextRows rows(String sql, Duration limit, String doing) {
        try (Connection connection = jdbc.open();
                Statement statement = connection.createStatement()) {
            statement.setMaxRows(MAX_ROWS);
            statement.setQueryTimeout(Math.toIntExact(limit.toSeconds()));
            return TextResult.of(statement, sql);
        } catch (SQLException e) {
            throw DatabricksErrors.translate(e, doing);
        }
    }
}
