package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.TextTable.TextRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Reads small results as text. */
public final class TextResult {

    private TextResult() {}

    /** Runs the statement and reads its result; no column when it has none. */
    public static TextRows of(Statement statement, String sql) throws SQLException {
        if (!statement.execute(sql)) {
            return new TextRows(List.of(), List.of());
        }
        try (ResultSet result = statement.getResultSet()) {
            return read(result);
        }
    }

    /** All rows, as the driver writes their values. */
    private static TextRows read(ResultSet result) throws SQLException {
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
