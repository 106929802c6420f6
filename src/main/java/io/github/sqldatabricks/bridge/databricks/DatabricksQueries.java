package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.extraction.LandedRows;
import io.github.sqldatabricks.bridge.jdbc.TextResult;
import io.github.sqldatabricks.bridge.model.TextRows;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.ops.SqlConsole;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What people ask of the warehouse: what the bridge wrote, and the statements of the sandbox. */
public final class DatabricksQueries implements LandedRows, SqlConsole {

    private final DatabricksJdbc jdbc;

    public DatabricksQueries(DatabricksJdbc jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public TextRows firstRows(VolumePath folder, int count) {
        // A path can't be a parameter here. VolumePath holds no quote, no backslash and no blank.
        return run(
                "SELECT * FROM read_files('" + folder.value() + "', format => 'parquet') LIMIT " + count,
                "Reading " + folder + " through the SQL warehouse");
    }

    @Override
    public TextRows run(String sql) {
        return run(sql, "The statement");
    }

    private TextRows run(String sql, String doing) {
        try (Connection connection = jdbc.open();
                Statement statement = connection.createStatement()) {
            statement.setMaxRows(MAX_ROWS);
            return TextResult.of(statement, sql);
        } catch (SQLException e) {
            throw DatabricksSqlErrors.translate(e, doing);
        }
    }
}
