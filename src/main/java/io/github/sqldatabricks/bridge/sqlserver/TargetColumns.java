package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sqlserver.type.DeclaredType;
import io.github.sqldatabricks.bridge.sqlserver.type.SqlServerType;
import io.github.sqldatabricks.bridge.sync.TargetColumn;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalInt;

/**
 * Reads the columns of a table.
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

    private TargetColumns() {}

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

    private static TargetColumn.Writing writing(ResultSet row, DeclaredType declared) throws SQLException {
        if (declared.type() == SqlServerType.ROWVERSION) {
            return TargetColumn.Writing.ROWVERSION;
        }
        if (row.getBoolean(9)) {
            return TargetColumn.Writing.IDENTITY;
        }
        if (row.getBoolean(10)) {
            return TargetColumn.Writing.COMPUTED;
        }
        return row.getInt(11) == 0 ? TargetColumn.Writing.FREE : TargetColumn.Writing.GENERATED;
    }
}
