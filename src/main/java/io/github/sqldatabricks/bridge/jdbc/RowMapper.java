package io.github.sqldatabricks.bridge.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Makes a value of a result's current row. */
@FunctionalInterface
public interface RowMapper<T> {

    T map(ResultSet row) throws SQLException;

    /** The values of all rows that are left. */
    default List<T> all(ResultSet result) throws SQLException {
        List<T> values = new ArrayList<>();
        while (result.next()) {
            values.add(map(result));
        }
        return values;
    }
}
