package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.model.SqlServerTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A foreign key that changes rows when those that it refers to change.
 *
 * @param child the table with the key
 * @param parent the table that it refers to
 * @param columns the key's columns, in its order
 * @param onDelete what becomes of the child's rows when the parent's are deleted
 * @param onUpdate the same when a column that they refer to changes
 */
public record ForeignKey(
        SqlServerTable child, SqlServerTable parent, List<Pair> columns, Action onDelete, Action onUpdate) {

    public ForeignKey {
        columns = List.copyOf(columns);
    }

    /** A column and the one that it refers to. */
    public record Pair(String child, String parent) {}

    /** What becomes of the rows that refer to another. */
    public enum Action {
        /** Nothing: the change is refused while there are some. */
        NONE,
        /** They are deleted too, or follow the new value. */
        CASCADE,
        /** Their columns become NULL or their default. */
        SET;

        /** As {@code sys.foreign_keys} counts: 0 NO_ACTION, 1 CASCADE, 2 SET_NULL, 3 SET_DEFAULT. */
        private static Action of(int code) {
            return switch (code) {
                case 0 -> NONE;
                case 1 -> CASCADE;
                default -> SET;
            };
        }
    }

    /**
     * Reads keys from a catalog, one row for each pair of columns: the key's id, child's schema and name, parent's schema and name, code of
     * ON DELETE, code of ON UPDATE, child's column, parent's column. The rows of a key are in the order of its columns.
     */
    public static List<ForeignKey> list(TargetConnection connection, String select) throws SQLException {
        Map<String, ForeignKey> keys = new LinkedHashMap<>();
        connection
                .list(select, ForeignKey::one)
                .forEach(row -> keys.merge(row.getKey(), row.getValue(), ForeignKey::joined));
        return List.copyOf(keys.values());
    }

    private static Map.Entry<String, ForeignKey> one(ResultSet row) throws SQLException {
        return Map.entry(
                row.getString(1),
                new ForeignKey(
                        new SqlServerTable(row.getString(2), row.getString(3)),
                        new SqlServerTable(row.getString(4), row.getString(5)),
                        List.of(new Pair(row.getString(8), row.getString(9))),
                        Action.of(row.getInt(6)),
                        Action.of(row.getInt(7))));
    }

    private ForeignKey joined(ForeignKey next) {
        List<Pair> all = new ArrayList<>(columns);
        all.addAll(next.columns);
        return new ForeignKey(child, parent, all, onDelete, onUpdate);
    }
}
