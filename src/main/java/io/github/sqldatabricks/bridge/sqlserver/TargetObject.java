package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
