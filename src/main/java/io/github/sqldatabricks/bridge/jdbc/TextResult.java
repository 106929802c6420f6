package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.TextRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads small results as text. */
public final class TextResult {

    private TextResult() {}

    /** All rows, as the driver writes their values; the caller closes the result. */
    public static TextRows read(ResultSet result) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (int index = 1; index <= result.getMetaData().getColumnCount(); index++) {
            columns.add(result.getMetaData().getColumnLabel(index));
        }
        List<List<String>> rows = new ArrayList<>();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int index = 1; index <= columns.size(); index++) {
                row.add(result.getString(index));
            }
            rows.add(row);
        }
        return new TextRows(columns, rows);
    }
}
