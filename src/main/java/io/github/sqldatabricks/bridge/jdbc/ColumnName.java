package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** The names of a result's columns. */
public final class ColumnName {

    private ColumnName() {}

    /** @throws BridgeException.InvalidRequest when the column has no name, as an expression without an alias */
    public static String of(ResultSetMetaData result, int index) throws SQLException {
        String name = result.getColumnLabel(index);
        if (name == null || name.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.UNNAMED_COLUMN,
                    "Column " + index + " of the result has no name. Give it an alias with AS.");
        }
        return name;
    }
}
