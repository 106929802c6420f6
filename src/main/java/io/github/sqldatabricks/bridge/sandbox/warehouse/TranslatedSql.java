package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * A statement as DuckDB takes it.
 *
 * @param text with a {@code ?} for each value
 * @param values in the order of the markers, as text; null is NULL
 */
record TranslatedSql(String text, List<String> values) {

    void bind(PreparedStatement statement) throws SQLException {
        for (int index = 0; index < values.size(); index++) {
            statement.setString(index + 1, values.get(index));
        }
    }
}
