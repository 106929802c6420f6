package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which table a name means: through synonyms, and through views of one table, by the server's own names.
 *
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-synonyms-transact-sql">sys.synonyms</a>
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-sql-expression-dependencies-transact-sql">sys.sql_expression_dependencies</a>
 */
final class TargetNames {

    /** Where the connection leads. */
    private static final String HERE = "SELECT CAST(SERVERPROPERTY('ServerName') AS nvarchar(256)), DB_NAME()";

    /** What stands behind the name as it is written; asked for by its id alone, because joins of these views can take long. */
    private static final String FIND = HERE + ", SCHEMA_NAME(o.schema_id), o.name, o.type FROM sys.objects AS o"
            + " WHERE o.object_id = OBJECT_ID(?)";

    /** The parts of a synonym's base, in its database's own spelling where that can be seen. */
    private static final String BASE =
            "SELECT PARSENAME(b.base, 4), COALESCE(DB_NAME(DB_ID(PARSENAME(b.base, 3))), PARSENAME(b.base, 3),"
                    + " DB_NAME()), COALESCE(OBJECT_SCHEMA_NAME(OBJECT_ID(b.base), DB_ID(COALESCE(PARSENAME(b.base, 3), DB_NAME()))),"
                    + " PARSENAME(b.base, 2), 'dbo'),"
                    + " COALESCE(OBJECT_NAME(OBJECT_ID(b.base), DB_ID(COALESCE(PARSENAME(b.base, 3), DB_NAME()))),"
                    + " PARSENAME(b.base, 1))"
                    + " FROM (SELECT CAST(? AS nvarchar(1035)) AS base) AS b";

    /** What a view reads; of another database in its own spelling too, because its collation may take other letters for the same. */
    private static final String READ = "SELECT DISTINCT COALESCE(DB_NAME(DB_ID(d.referenced_database_name)),"
            + " d.referenced_database_name, DB_NAME()),"
            + " COALESCE(OBJECT_SCHEMA_NAME(d.referenced_id), OBJECT_SCHEMA_NAME(OBJECT_ID(n.name),"
            + " DB_ID(d.referenced_database_name)), d.referenced_schema_name, 'dbo'),"
            + " COALESCE(OBJECT_NAME(OBJECT_ID(n.name), DB_ID(d.referenced_database_name)), d.referenced_entity_name)"
            + " FROM sys.sql_expression_dependencies AS d"
            + " CROSS APPLY (SELECT QUOTENAME(d.referenced_database_name) + '.'"
            + " + QUOTENAME(COALESCE(d.referenced_schema_name, 'dbo')) + '.' + QUOTENAME(d.referenced_entity_name)) AS n (name)"
            + " WHERE d.referencing_id = OBJECT_ID(?) AND d.referenced_class = 1 AND d.referenced_server_name IS NULL";

    /** More levels than anybody has; SQL Server itself takes 32. */
    private static final int DEEPEST = 32;

    private TargetNames() {}

    /**
     * One name.
     *
     * @param type as sys.objects has it, without blanks; "" when there is no such object
     */
    private record Found(TargetIdentity identity, String type) {}

    static TargetIdentity identity(TargetConnection connection, SqlServerTable table) throws SQLException {
        return identity(connection, table, 1);
    }

    private static TargetIdentity identity(TargetConnection connection, SqlServerTable table, int depth)
            throws SQLException {
        Found found = find(connection, table);
        TargetIdentity own = found.identity();
        if (found.type().equals(TargetObject.SYNONYM)) {
            TargetIdentity base = base(connection, table, own);
            return isHere(base, own) && depth < DEEPEST ? identity(connection, name(base), depth + 1) : base;
        }
        if (!found.type().equals(TargetObject.VIEW) || depth == DEEPEST) {
            return own;
        }
        List<TargetIdentity> read = connection.list(
                READ,
                row -> new TargetIdentity(own.server(), row.getString(1), row.getString(2), row.getString(3)),
                table.quoted());
        Optional<TargetIdentity> reserved =
                read.stream().filter(TargetIdentity::isReserved).findFirst();
        if (reserved.isPresent()) {
            return reserved.get();
        }
        // What a view of several tables changes depends on the statement: then the view is the name.
        if (read.size() != 1) {
            return own;
        }
        return isHere(read.get(0), own) ? identity(connection, name(read.get(0)), depth + 1) : read.get(0);
    }

    private static Found find(TargetConnection connection, SqlServerTable asked) throws SQLException {
        List<Found> found = connection.list(
                FIND,
                row -> new Found(
                        new TargetIdentity(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                        row.getString(5).strip()),
                asked.quoted());
        return found.isEmpty()
                ? connection.list(HERE, row -> missing(row, asked)).get(0)
                : found.get(0);
    }

    private static Found missing(ResultSet row, SqlServerTable asked) throws SQLException {
        return new Found(new TargetIdentity(row.getString(1), row.getString(2), asked.schema(), asked.name()), "");
    }

    /** The synonym itself when it has gone meanwhile. */
    private static TargetIdentity base(TargetConnection connection, SqlServerTable synonym, TargetIdentity own)
            throws SQLException {
        List<String> base = connection.list(TargetObject.SYNONYM_BASE, row -> row.getString(1), synonym.quoted());
        return base.isEmpty()
                ? own
                : connection.list(BASE, row -> base(row, own), base.get(0)).get(0);
    }

    private static TargetIdentity base(ResultSet row, TargetIdentity synonym) throws SQLException {
        if (row.getString(1) != null || row.getString(4) == null) {
            // On a linked server: its names can't be asked for.
            return new TargetIdentity(
                    Optional.ofNullable(row.getString(1)).orElse(synonym.server()),
                    synonym.database(),
                    Optional.ofNullable(row.getString(3)).orElse(synonym.schema()),
                    Optional.ofNullable(row.getString(4)).orElse(synonym.table()));
        }
        return new TargetIdentity(synonym.server(), row.getString(2), row.getString(3), row.getString(4));
    }

    private static boolean isHere(TargetIdentity one, TargetIdentity here) {
        return one.server().equals(here.server()) && one.database().equalsIgnoreCase(here.database());
    }

    private static SqlServerTable name(TargetIdentity identity) {
        return new SqlServerTable(identity.schema(), identity.table());
    }

    /**
     * The table or view that the name of a target stands for, synonyms of the same database resolved.
     *
     * @param name as SQL Server spells it
     * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-objects-transact-sql">sys.objects</a>
     */
    record TargetObject(SqlServerTable name, boolean view) {

        private static final String FIND = "SELECT o.type, SCHEMA_NAME(o.schema_id), o.name FROM sys.objects AS o"
                + " WHERE o.object_id = OBJECT_ID(?)";
        /** What the synonym of a name stands for. */
        static final String SYNONYM_BASE = "SELECT base_object_name FROM sys.synonyms WHERE object_id = OBJECT_ID(?)";

        private static final String PARTS = "SELECT PARSENAME(?, 4), PARSENAME(?, 3), DB_NAME()";
        private static final String TABLE_TYPES =
                "SELECT name FROM sys.table_types WHERE SCHEMA_NAME(schema_id) = ? AND name = ?";

        private static final String TABLE = "U";
        static final String VIEW = "V";
        static final String SYNONYM = "SN";

        /** What cannot be a target, by the type of {@code sys.objects}. */
        private static final Map<String, String> OTHERS = Map.ofEntries(
                Map.entry("P", "a stored procedure"),
                Map.entry("PC", "a stored procedure"),
                Map.entry("X", "a stored procedure"),
                Map.entry("FN", "a function"),
                Map.entry("FS", "a function"),
                Map.entry("AF", "a function"),
                Map.entry("IF", "a table-valued function"),
                Map.entry("TF", "a table-valued function"),
                Map.entry("FT", "a table-valued function"),
                Map.entry("TT", "a table type"),
                Map.entry("SO", "a sequence"),
                Map.entry("SQ", "a queue"),
                Map.entry("S", "a system table"),
                Map.entry("IT", "a system table"));

        /** A row of {@link #FIND}. */
        private record Found(String type, String schema, String name) {
            static Found read(ResultSet row) throws SQLException {
                return new Found(row.getString(1).strip(), row.getString(2), row.getString(3));
            }
        }

        /**
         * Looks it up; empty when there is no such object or it is not visible.
         *
         * @throws BridgeException.RemotePermanent ({@code target-not-a-table}) when it is something else
         */
        static Optional<TargetObject> find(TargetConnection connection, SqlServerTable named) throws SQLException {
            List<Found> found = connection.list(FIND, Found::read, named.quoted());
            if (found.isEmpty()) {
                if (!connection
                        .list(TABLE_TYPES, row -> row.getString(1), named.schema(), named.name())
                        .isEmpty()) {
                    throw refused(named, "a table type, which variables have");
                }
                return Optional.empty();
            }
            Found object = found.get(0);
            return object.type().equals(SYNONYM) ? behind(connection, named) : Optional.of(of(named, object));
        }

        private static Optional<TargetObject> behind(TargetConnection connection, SqlServerTable named)
                throws SQLException {
            String base = connection
                    .list(SYNONYM_BASE, row -> row.getString(1), named.quoted())
                    .get(0);
            Optional<String> elsewhere =
                    connection.list(PARTS, TargetObject::elsewhere, base, base).get(0);
            if (elsewhere.isPresent()) {
                throw refused(named, "a synonym for " + base + ", which is in another " + elsewhere.get());
            }
            return connection.list(FIND, Found::read, base).stream().findFirst().map(found -> of(named, found));
        }

        private static Optional<String> elsewhere(ResultSet row) throws SQLException {
            if (row.getString(1) != null) {
                return Optional.of("server");
            }
            String database = row.getString(2);
            return database == null || database.equalsIgnoreCase(row.getString(3))
                    ? Optional.empty()
                    : Optional.of("database");
        }

        private static TargetObject of(SqlServerTable named, Found object) {
            if (!object.type().equals(TABLE) && !object.type().equals(VIEW)) {
                throw refused(named, OTHERS.getOrDefault(object.type(), "an object of the type " + object.type()));
            }
            return new TargetObject(
                    new SqlServerTable(object.schema(), object.name()),
                    object.type().equals(VIEW));
        }

        private static BridgeException refused(SqlServerTable named, String what) {
            return new BridgeException.RemotePermanent(
                    ErrorCode.TARGET_NOT_A_TABLE,
                    "The target " + named + " is " + what
                            + ". Events change tables, views that SQL Server can update, and synonyms of"
                            + " these in the database of the connection. Nothing was changed; correct target_table.");
        }
    }
}
