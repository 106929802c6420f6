package io.github.sqldatabricks.bridge.databricks.tables;

import io.github.sqldatabricks.bridge.databricks.DatabricksRows;
import io.github.sqldatabricks.bridge.model.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * A query of one table.
 *
 * @param sql with a marker for each literal
 * @param parameters the literals' texts, in the order of the markers
 * @param columns of the result
 */
record TableStatement(String sql, List<String> parameters, List<Column> columns) {

    DatabricksRows.Prepared prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int index = 0; index < parameters.size(); index++) {
            statement.setString(index + 1, parameters.get(index));
        }
        return new DatabricksRows.Prepared(statement, columns);
    }
}
