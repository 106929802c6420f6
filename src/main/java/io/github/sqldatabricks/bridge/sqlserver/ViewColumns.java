package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.TargetColumn;
import io.github.sqldatabricks.bridge.sync.TargetColumn.Writing;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may write a view's columns: what the tables behind it say, which {@code sys.columns} of the view does not. Whether a column
 * that is left out has a default is left to SQL Server, and so is everything when the view has an INSTEAD OF trigger.
 *
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-describe-first-result-set-transact-sql">
 *     sp_describe_first_result_set, browse mode 1</a>
 */
final class ViewColumns {

    private static final String INSTEAD =
            "SELECT COUNT(*) FROM sys.triggers WHERE parent_id = OBJECT_ID(?) AND is_disabled = 0"
                    + " AND is_instead_of_trigger = 1";
    private static final String DESCRIBE = "EXEC sp_describe_first_result_set ?, NULL, 1";

    private ViewColumns() {}

    /** @param columns as {@code sys.columns} has them */
    static List<TargetColumn> of(TargetConnection connection, SqlServerTable view, List<TargetColumn> columns)
            throws SQLException {
        Map<String, Writing> behind = new HashMap<>();
        long instead =
                connection.list(INSTEAD, row -> row.getLong(1), view.quoted()).get(0);
        if (instead == 0) {
            connection
                    .list(DESCRIBE, ViewColumns::read, "SELECT * FROM " + view.quoted())
                    .forEach(behind::putAll);
        }
        return columns.stream()
                .map(column -> new TargetColumn(
                        column.name(),
                        column.type(),
                        column.writing() == Writing.FREE
                                ? behind.getOrDefault(column.name(), Writing.FREE)
                                : column.writing(),
                        column.nullable(),
                        instead == 0 || column.nullable()))
                .toList();
    }

    /** Browse mode adds hidden columns, keys of the tables, which have the names of others. */
    private static Map<String, Writing> read(ResultSet row) throws SQLException {
        if (row.getBoolean("is_hidden")) {
            return Map.of();
        }
        return Map.of(row.getString("name"), writing(row));
    }

    private static Writing writing(ResultSet row) throws SQLException {
        if (row.getBoolean("is_identity_column")) {
            return Writing.IDENTITY;
        }
        return row.getBoolean("is_computed_column") || !row.getBoolean("is_updateable")
                ? Writing.COMPUTED
                : Writing.FREE;
    }
}
