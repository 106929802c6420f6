package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sqlserver.type.DeclaredType;
import io.github.sqldatabricks.bridge.sqlserver.type.SqlServerType;
import io.github.sqldatabricks.bridge.sqlserver.type.StagingForm;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn.Writing;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import io.github.sqldatabricks.bridge.target.TargetDialect.ForeignKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the server's catalog says of a target: the columns of a table or view, and what changes rows besides an event's own statement,
 * which are foreign keys and triggers.
 *
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-columns-transact-sql">sys.columns</a>
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-foreign-keys-transact-sql">sys.foreign_keys</a>
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-trigger-events-transact-sql">sys.trigger_events</a>
 */
final class TargetCatalog {

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

    private TargetCatalog() {}

    /** In the view's order. */
    static List<TargetColumn> readView(TargetConnection connection, SqlServerTable view) throws SQLException {
        return ofView(connection, view, read(connection, view));
    }

    /** In the table's order; empty when there is no such table or nothing of it is visible. */
    static List<TargetColumn> read(TargetConnection connection, SqlServerTable table) throws SQLException {
        return connection.list(SELECT, TargetCatalog::column, table.quoted());
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
                    .list(DESCRIBE, TargetCatalog::behind, "SELECT * FROM " + view.quoted())
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

    /**
     * A column's type, its collation, and how its values are staged.
     *
     * @param collation of character types; null for others
     * @param form empty for a type that takes nothing
     */
    record ServerColumnType(TargetType rules, String collation, Optional<StagingForm> form) implements TargetType {

        static ServerColumnType of(DeclaredType declared, String collation) {
            return new ServerColumnType(declared.target(), collation, declared.staging(collation));
        }

        /** The form of a type that takes something. */
        StagingForm staging() {
            return form.orElseThrow(
                    () -> new IllegalStateException(declaration() + " takes nothing: ask for the refusal first"));
        }

        /**
         * A marker whose value is compared with the column. Text is sent as nvarchar and converted by the column's code page, not
         * the database's.
         */
        String marker() {
            StagingForm staging = staging();
            String value = staging.isText() && staging.conversion().isPresent() && collation != null
                    ? "? COLLATE " + collation
                    : "?";
            return "CAST(" + value + " AS " + staging.conversion().orElse(declaration()) + ")";
        }

        @Override
        public String declaration() {
            return rules.declaration();
        }

        @Override
        public Optional<String> refusal(ColumnType source) {
            return rules.refusal(source);
        }

        @Override
        public ValueReader reader(ColumnType source) {
            return rules.reader(source);
        }
    }
}
