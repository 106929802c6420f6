package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sqlserver.type.DeclaredType;
import io.github.sqldatabricks.bridge.sqlserver.type.SqlServerType;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn.Writing;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Reads the columns of a table or view.
 *
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-columns-transact-sql">sys.columns</a>
 */
final class TargetColumns {

    /** The name of an alias type's base; a CLR type has none. */
    private static final String SELECT = "SELECT c.name, COALESCE(b.name, u.name), c.max_length, c.precision, c.scale,"
            + " c.collation_name, CAST(COLLATIONPROPERTY(c.collation_name, 'CodePage') AS int), c.is_nullable,"
            + " c.is_identity, c.is_computed, c.generated_always_type, c.default_object_id"
            + " FROM sys.columns AS c"
            + " INNER JOIN sys.objects AS o ON o.object_id = c.object_id AND o.type IN ('U', 'V')"
            + " INNER JOIN sys.types AS u ON u.user_type_id = c.user_type_id"
            + " LEFT JOIN sys.types AS b ON b.user_type_id = c.system_type_id"
            + " WHERE c.object_id = OBJECT_ID(?) ORDER BY c.column_id";

    private static final String INSTEAD =
            "SELECT COUNT(*) FROM sys.triggers WHERE parent_id = OBJECT_ID(?) AND is_disabled = 0"
                    + " AND is_instead_of_trigger = 1";
    private static final String DESCRIBE = "EXEC sp_describe_first_result_set ?, NULL, 1";

    private TargetColumns() {}

    /** In the view's order. */
    static List<TargetColumn> readView(TargetConnection connection, SqlServerTable view) throws SQLException {
        return ofView(connection, view, read(connection, view));
    }

    /** In the table's order; empty when there is no such table or nothing of it is visible. */
    static List<TargetColumn> read(TargetConnection connection, SqlServerTable table) throws SQLException {
        return connection.list(SELECT, TargetColumns::column, table.quoted());
    }

    private static TargetColumn column(ResultSet row) throws SQLException {
        String collation = row.getString(6);
        int codePage = row.getInt(7);
        OptionalInt known = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(codePage);
        DeclaredType declared = new DeclaredType(row.getString(2), row.getInt(3), row.getInt(4), row.getInt(5), known);
        return new TargetColumn(
                row.getString(1),
                ServerColumnType.of(declared, collation),
                writing(row, declared),
                row.getBoolean(8),
                row.getInt(12) != 0);
    }

    private static Writing writing(ResultSet row, DeclaredType declared) throws SQLException {
        if (declared.type() == SqlServerType.ROWVERSION) {
            return Writing.ROWVERSION;
        }
        if (row.getBoolean(9)) {
            return Writing.IDENTITY;
        }
        if (row.getBoolean(10)) {
            return Writing.COMPUTED;
        }
        return row.getInt(11) == 0 ? Writing.FREE : Writing.GENERATED;
    }

    /**
     * A view's columns with who may write them: what the tables behind it say, which {@code sys.columns} of the view does not. Whether
     * a column that is left out has a default is left to SQL Server, and so is everything when the view has an INSTEAD OF trigger.
     *
     * @param columns as {@code sys.columns} has them
     * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-describe-first-result-set-transact-sql">
     *     sp_describe_first_result_set, browse mode 1</a>
     */
    private static List<TargetColumn> ofView(
            TargetConnection connection, SqlServerTable view, List<TargetColumn> columns) throws SQLException {
        Map<String, Writing> behind = new HashMap<>();
        long instead =
                connection.list(INSTEAD, row -> row.getLong(1), view.quoted()).get(0);
        if (instead == 0) {
            connection
                    .list(DESCRIBE, TargetColumns::behind, "SELECT * FROM " + view.quoted())
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
    private static Map<String, Writing> behind(ResultSet row) throws SQLException {
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
