package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.jdbc.JdbcRowStream.SqlFailures;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.ChangePlan.StagedRows;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.TargetTable;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What one kind of database does in its own way. Stateless and thread-safe. The methods run on the connection that they are
 * given; outside of a transaction until {@link #countRows}. A connection on which one of them failed is never used again.
 */
public interface TargetDialect extends SqlFailures {

    /** Brings a connection of the pool into the state that the other methods rely on. */
    void prepare(TargetConnection connection) throws SQLException;

    /** Which table a name means, by the server's own names; for a name that means none, the name itself. */
    TargetIdentity identity(TargetConnection connection, SqlServerTable table) throws SQLException;

    /**
     * Keeps other bridges that change the table waiting until the transaction ends; does nothing where one bridge alone uses the
     * database.
     *
     * @throws BridgeException.RemoteTransient ({@code target-locked}) when another one has it for too long
     */
    void lock(TargetConnection connection, TargetIdentity target) throws SQLException;

    /**
     * The table or view that the name stands for, a synonym resolved, with its columns; empty when it is not there or not visible.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent ({@code target-not-a-table}) when it is
     *     something else
     */
    Optional<TargetTable> describe(TargetConnection connection, SqlServerTable named) throws SQLException;

    /** The staging table's name for a statement, quoted. Only this connection sees the table. */
    String stage();

    /**
     * The value of a column of the staging table, in the target column's type.
     *
     * @param alias the staging table's alias in the statement
     */
    String stagedValue(String alias, TargetColumn column);

    /** Makes the empty staging table; its columns have the names of the target's columns and compare as they do. */
    void createStage(TargetConnection connection, ChangePlan.Staged plan) throws SQLException;

    /**
     * Copies all rows into the staging table.
     *
     * @return how many
     */
    long load(TargetConnection connection, ChangePlan.Staged plan, StagedRows rows) throws SQLException;

    /** How many rows the table has, in this transaction. */
    long countRows(TargetConnection connection, SqlServerTable table) throws SQLException;

    /** All foreign keys of the database that change rows when those that they refer to change, as far as the login may see. */
    List<ForeignKey> foreignKeys(TargetConnection connection) throws SQLException;

    /** The columns of the table that foreign keys may refer to which the login may not see; empty when there are none. */
    List<String> hiddenReferences(TargetConnection connection, SqlServerTable table) throws SQLException;

    /** The names of the table's triggers that the operation fires. */
    List<String> triggers(TargetConnection connection, SqlServerTable table, SyncOperation.Kind kind)
            throws SQLException;

    /** What stands behind a table's alias so that the rows that are read, and the gaps between, stay as they are; may be empty. */
    String locked();

    /** A temporary table's name for a statement, quoted. */
    String work(int number);

    /** Makes an empty temporary table with the columns of a SELECT; the transaction goes on. */
    void createWork(TargetConnection connection, String table, String select) throws SQLException;

    /** Removes it again; the transaction goes on. */
    void dropWork(TargetConnection connection, String table) throws SQLException;

    /** An expression of the column's type so that values that differ in case or accents only are different. */
    String exact(String expression, TargetColumn column);

    /** Makes the transaction, which has begun or begins now, one that {@link #isWatched} knows. */
    void watch(TargetConnection connection) throws SQLException;

    /** Whether the transaction is still the one of {@link #watch}: not ended, and not ended and begun again, by a trigger. */
    boolean isWatched(TargetConnection connection) throws SQLException;

    /** What goes behind {@code DELETE}'s and the sample's WHERE, with the values of its markers. */
    Condition condition(ChangePlan.Conditional plan);

    /** Changes the target by set-based statements. The counts are those of the target's rows, whatever triggers do. */
    ChangeCounts apply(TargetConnection connection, ChangePlan plan) throws SQLException;

    /** Undoes {@link #prepare} and {@link #createStage}, for the connection's next user. */
    void release(TargetConnection connection) throws SQLException;

    /**
     * A condition.
     *
     * @param sql columns without an alias
     * @param values of its markers, in order
     */
    record Condition(String sql, List<Object> values) {
        public Condition {
            values = List.copyOf(values);
        }

        /**
         * All conditions of a DELETE together.
         *
         * @param marker of a value in the column's type
         * @param bound what is bound to the marker for a value
         */
        public static Condition of(
                ChangePlan.Conditional plan, Function<TargetColumn, String> marker, UnaryOperator<Object> bound) {
            List<String> terms = new ArrayList<>();
            List<Object> values = new ArrayList<>();
            plan.conditions().forEach((column, value) -> {
                String name = SqlServerTable.quote(column.name());
                value.ifPresent(text -> values.add(bound.apply(ConditionValue.of(column, text))));
                terms.add(value.isPresent() ? name + " = " + marker.apply(column) : name + " IS NULL");
            });
            return new Condition(String.join(" AND ", terms), values);
        }
    }

    /**
     * A foreign key that changes rows when those that it refers to change.
     *
     * @param child the table with the key
     * @param parent the table that it refers to
     * @param columns the key's columns, in its order
     * @param onDelete what becomes of the child's rows when the parent's are deleted
     * @param onUpdate the same when a column that they refer to changes
     */
    record ForeignKey(
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

    /** Parts of statements that join the target, alias {@code t}, and the staging table, alias {@code s}. */
    final class StagedSql {

        private final TargetDialect dialect;
        private final ChangePlan.Staged plan;

        public StagedSql(TargetDialect dialect, ChangePlan.Staged plan) {
            this.dialect = dialect;
            this.plan = plan;
        }

        /** The columns that are staged. */
        public List<TargetColumn> columns() {
            return plan.columns().stream().map(ChangePlan.StagedColumn::target).toList();
        }

        /** {@code [a], [b]}: all staged columns. */
        public String names() {
            return columns().stream()
                    .map(column -> SqlServerTable.quote(column.name()))
                    .collect(Collectors.joining(", "));
        }

        /** {@code s.[a], s.[b]}: the values of all staged columns. */
        public String values() {
            return values(columns());
        }

        /** {@code s.[a], s.[b]}. */
        String values(List<TargetColumn> columns) {
            return columns.stream()
                    .map(column -> dialect.stagedValue("s", column))
                    .collect(Collectors.joining(", "));
        }

        /** {@code t.[a] = s.[a] AND t.[b] = s.[b]}: the same keys. */
        public String sameKeys() {
            return plan.keys().stream()
                    .map(key -> "t." + SqlServerTable.quote(key.name()) + " = " + dialect.stagedValue("s", key))
                    .collect(Collectors.joining(" AND "));
        }

        /** {@code [c] = s.[c], [d] = s.[d]}: what an UPDATE sets. */
        public String assignments() {
            return plan.values().stream()
                    .map(column -> SqlServerTable.quote(column.name()) + " = " + dialect.stagedValue("s", column))
                    .collect(Collectors.joining(", "));
        }

        /** {@code #stage AS s}. */
        public String stage() {
            return dialect.stage() + " AS s";
        }

        /** {@code [dbo].[orders] AS t}. */
        public String target() {
            return plan.target().quoted() + " AS t";
        }
    }
}
