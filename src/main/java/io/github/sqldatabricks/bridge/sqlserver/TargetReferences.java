package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import io.github.sqldatabricks.bridge.target.TargetDialect.ForeignKey;
import java.sql.SQLException;
import java.util.List;

/**
 * What changes rows besides an event's own statement: foreign keys and triggers.
 *
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-foreign-keys-transact-sql">sys.foreign_keys</a>
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-trigger-events-transact-sql">sys.trigger_events</a>
 */
final class TargetReferences {

    /** A key that is disabled changes nothing. */
    private static final String KEYS = "SELECT f.object_id, SCHEMA_NAME(c.schema_id), c.name, SCHEMA_NAME(p.schema_id),"
            + " p.name, f.delete_referential_action, f.update_referential_action,"
            + " COL_NAME(k.parent_object_id, k.parent_column_id),"
            + " COL_NAME(k.referenced_object_id, k.referenced_column_id)"
            + " FROM sys.foreign_keys AS f"
            + " INNER JOIN sys.foreign_key_columns AS k ON k.constraint_object_id = f.object_id"
            + " INNER JOIN sys.tables AS c ON c.object_id = f.parent_object_id"
            + " INNER JOIN sys.tables AS p ON p.object_id = f.referenced_object_id"
            + " WHERE f.is_disabled = 0 AND (f.delete_referential_action <> 0 OR f.update_referential_action <> 0)"
            + " ORDER BY f.object_id, k.constraint_column_id";

    /** The columns that a foreign key can refer to, when there are keys and the login may see none of them. */
    private static final String HIDDEN = "SELECT DISTINCT COL_NAME(c.object_id, c.column_id) FROM sys.indexes AS i"
            + " INNER JOIN sys.index_columns AS c ON c.object_id = i.object_id AND c.index_id = i.index_id"
            + " WHERE i.object_id = OBJECT_ID(?) AND i.is_unique = 1"
            + " AND OBJECTPROPERTY(i.object_id, 'TableHasForeignRef') = 1"
            + " AND NOT EXISTS (SELECT 1 FROM sys.foreign_keys AS f WHERE f.referenced_object_id = i.object_id)";

    /** Types of events: 1 INSERT, 2 UPDATE, 3 DELETE. */
    private static final String TRIGGERS = "SELECT DISTINCT t.name FROM sys.triggers AS t"
            + " INNER JOIN sys.trigger_events AS e ON e.object_id = t.object_id"
            + " WHERE t.parent_id = OBJECT_ID(?) AND t.is_disabled = 0 AND e.type IN (?, ?) ORDER BY t.name";

    private static final int INSERT = 1;
    private static final int UPDATE = 2;
    private static final int DELETE = 3;

    private TargetReferences() {}

    static List<ForeignKey> keys(TargetConnection connection) throws SQLException {
        return ForeignKey.list(connection, KEYS);
    }

    static List<String> hidden(TargetConnection connection, SqlServerTable table) throws SQLException {
        return connection.list(HIDDEN, row -> row.getString(1), table.quoted());
    }

    static List<String> triggers(TargetConnection connection, SqlServerTable table, SyncOperation.Kind kind)
            throws SQLException {
        int first = kind == SyncOperation.Kind.DELETE ? DELETE : kind == SyncOperation.Kind.UPDATE ? UPDATE : INSERT;
        int second = kind == SyncOperation.Kind.UPSERT ? UPDATE : first;
        return connection.list(TRIGGERS, row -> row.getString(1), table.quoted(), first, second);
    }
}
