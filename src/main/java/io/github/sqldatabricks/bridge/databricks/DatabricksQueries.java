package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.extraction.LandedRows;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads back what the bridge wrote, through the warehouse. */
public final class DatabricksQueries implements LandedRows {

    private final DatabricksJdbc jdbc;

    public DatabricksQueries(DatabricksJdbc jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Preview firstRows(VolumePath folder, int count) {
        // A path can't be a parameter here. VolumePath holds no quote, no backslash and no blank.
        String sql = "SELECT * FROM read_files('" + folder.value() + "', format => 'parquet') LIMIT " + count;
        try (Connection connection = jdbc.open();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet result = statement.executeQuery()) {
            return rows(result);
        } catch (SQLException e) {
            throw DatabricksSqlErrors.translate(e, "Reading " + folder + " through the SQL warehouse");
        }
    }

    private static Preview rows(ResultSet result) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (int index = 1; index <= result.getMetaData().getColumnCount(); index++) {
            columns.add(result.getMetaData().getColumnName(index));
        }
        List<List<String>> rows = new ArrayList<>();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int index = 1; index <= columns.size(); index++) {
                row.add(result.getString(index));
            }
            rows.add(row);
        }
        return new Preview(columns, rows);
    }
}
