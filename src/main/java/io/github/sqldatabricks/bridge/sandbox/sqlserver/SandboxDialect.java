package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxDatabase.SandboxErrors;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxTypes.SandboxColumns;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.ChangePlan.StagedRows;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.TargetTable;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import io.github.sqldatabricks.bridge.target.TargetDialect;
import io.github.sqldatabricks.bridge.target.TargetDialect.ForeignKey;
import io.github.sqldatabricks.bridge.target.TargetDialect.StagedSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** H2's own ways of changing a table. It has MERGE where SQL Server has UPDATE and DELETE with a join. */
final class SandboxDialect implements TargetDialect {

    private static final String STAGE = "[#bridge_stage]";
    private static final int BATCH_ROWS = 1000;

    private static final String SYNONYM = "SELECT SYNONYM_FOR_SCHEMA, SYNONYM_FOR FROM INFORMATION_SCHEMA.SYNONYMS"
            + " WHERE LOWER(SYNONYM_SCHEMA) = LOWER(?) AND LOWER(SYNONYM_NAME) = LOWER(?)";
    private static final String TABLE = "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE FROM INFORMATION_SCHEMA.TABLES"
            + " WHERE LOWER(TABLE_SCHEMA) = LOWER(?) AND LOWER(TABLE_NAME) = LOWER(?)";

    /** In the form of {@link ForeignKey#list}. */
    private static final String KEYS = "SELECT r.CONSTRAINT_SCHEMA || '.' || r.CONSTRAINT_NAME, c.TABLE_SCHEMA,"
            + " c.TABLE_NAME, p.TABLE_SCHEMA, p.TABLE_NAME, " + code("r.DELETE_RULE") + ", " + code("r.UPDATE_RULE")
            + ", c.COLUMN_NAME, p.COLUMN_NAME FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS AS r"
            + " INNER JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE AS c ON c.CONSTRAINT_SCHEMA = r.CONSTRAINT_SCHEMA"
            + " AND c.CONSTRAINT_NAME = r.CONSTRAINT_NAME"
            + " INNER JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE AS p ON p.CONSTRAINT_SCHEMA = r.UNIQUE_CONSTRAINT_SCHEMA"
            + " AND p.CONSTRAINT_NAME = r.UNIQUE_CONSTRAINT_NAME"
            + " AND p.ORDINAL_POSITION = c.POSITION_IN_UNIQUE_CONSTRAINT"
            + " WHERE " + code("r.DELETE_RULE") + " <> 0 OR " + code("r.UPDATE_RULE") + " <> 0"
            + " ORDER BY 1, c.ORDINAL_POSITION";

    private static final String TRIGGERS = "SELECT TRIGGER_NAME FROM INFORMATION_SCHEMA.TRIGGERS"
            + " WHERE LOWER(EVENT_OBJECT_SCHEMA) = LOWER(?) AND LOWER(EVENT_OBJECT_TABLE) = LOWER(?)"
            + " AND (EVENT_MANIPULATION = ? OR ? = 'UPSERT' AND EVENT_MANIPULATION IN ('INSERT', 'UPDATE'))"
            + " ORDER BY TRIGGER_NAME";

    private final SandboxErrors errors = new SandboxErrors();

    @Override
    public BridgeException translate(SQLException failure, String doing) {
        return errors.translate(failure, doing);
    }

    /** Each connection is new, and its URL says all. */
    @Override
    public void prepare(TargetConnection connection) {}

    /** The sandbox takes names as SQL Server does, case ignored. */
    @Override
    public TargetIdentity identity(TargetConnection connection, SqlServerTable table) {
        return new TargetIdentity(SandboxTargetDatabase.NAME, SandboxTargetDatabase.NAME, table.schema(), table.name());
    }

    /** One process has the embedded database. */
    @Override
    public void lock(TargetConnection connection, TargetIdentity target) {}

    @Override
    public Optional<TargetTable> describe(TargetConnection connection, SqlServerTable named) throws SQLException {
        SqlServerTable table = connection
                .list(
                        SYNONYM,
                        row -> new SqlServerTable(row.getString(1), row.getString(2)),
                        named.schema(),
                        named.name())
                .stream()
                .findFirst()
                .orElse(named);
        List<SqlServerTable> found = connection.list(TABLE, SandboxDialect::table, table.schema(), table.name());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TargetTable(
                found.get(0),
                connection.list(SandboxColumns.SELECT, SandboxColumns::column, table.schema(), table.name())));
    }

    private static SqlServerTable table(ResultSet row) throws SQLException {
        SqlServerTable table = new SqlServerTable(row.getString(1), row.getString(2));
        if (row.getString(3).equals("VIEW")) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.TARGET_NOT_A_TABLE,
                    "The target " + table
                            + " is a view, and the sandbox's views can't be updated (SQL Server's can). Nothing was"
                            + " changed; correct target_table.");
        }
        return table;
    }

    @Override
    public String stage() {
        return STAGE;
    }

    @Override
    public String stagedValue(String alias, TargetColumn column) {
        return alias + "." + SqlServerTable.quote(column.name());
    }

    /** H2's CREATE ends an open transaction; there is none yet. */
    @Override
    public void createStage(TargetConnection connection, ChangePlan.Staged plan) throws SQLException {
        connection.execute("CREATE LOCAL TEMPORARY TABLE " + STAGE + " AS SELECT " + new StagedSql(this, plan).names()
                + " FROM " + plan.target().quoted() + " WITH NO DATA");
    }

    @Override
    public long load(TargetConnection connection, ChangePlan.Staged plan, StagedRows rows) throws SQLException {
        String markers = String.join(", ", Collections.nCopies(plan.columns().size(), "?"));
        try (PreparedStatement insert = connection.prepare("INSERT INTO " + STAGE + " VALUES (" + markers + ")")) {
            while (rows.next()) {
                add(insert, rows.values());
                if (rows.count() % BATCH_ROWS == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
        return rows.count();
    }

    private static void add(PreparedStatement insert, Object[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            insert.setObject(i + 1, values[i]);
        }
        insert.addBatch();
    }

    @Override
    public long countRows(TargetConnection connection, SqlServerTable table) throws SQLException {
        return connection
                .list("SELECT COUNT(*) FROM " + table.quoted(), row -> row.getLong(1))
                .get(0);
    }

    @Override
    public List<ForeignKey> foreignKeys(TargetConnection connection) throws SQLException {
        return ForeignKey.list(connection, KEYS);
    }

    /** The sandbox's login sees everything. */
    @Override
    public List<String> hiddenReferences(TargetConnection connection, SqlServerTable table) {
        return List.of();
    }

    @Override
    public List<String> triggers(TargetConnection connection, SqlServerTable table, SyncOperation.Kind kind)
            throws SQLException {
        return connection.list(
                TRIGGERS, row -> row.getString(1), table.schema(), table.name(), kind.name(), kind.name());
    }

    /** H2 knows no such hint. */
    @Override
    public String locked() {
        return "";
    }

    @Override
    public String work(int number) {
        return "[#bridge_work_" + number + "]";
    }

    @Override
    public void createWork(TargetConnection connection, String table, String select) throws SQLException {
        connection.execute("CREATE LOCAL TEMPORARY TABLE " + table + " TRANSACTIONAL AS " + select + " WITH NO DATA");
    }

    /** H2's DROP would end the transaction; the table goes with the connection. */
    @Override
    public void dropWork(TargetConnection connection, String table) {}

    /** Text is compared exactly anyway. */
    @Override
    public String exact(String expression, TargetColumn column) {
        return expression;
    }

    /** H2's triggers can't end a transaction. */
    @Override
    public void watch(TargetConnection connection) {}

    @Override
    public boolean isWatched(TargetConnection connection) {
        return true;
    }

    @Override
    public Condition condition(ChangePlan.Conditional plan) {
        return Condition.of(plan, column -> "?", UnaryOperator.identity());
    }

    @Override
    public ChangeCounts apply(TargetConnection connection, ChangePlan plan) throws SQLException {
        if (plan instanceof ChangePlan.Staged staged) {
            return apply(connection, staged, new StagedSql(this, staged));
        }
        Condition condition = condition((ChangePlan.Conditional) plan);
        return ChangeCounts.deleted(connection.update(
                "DELETE FROM " + plan.target().quoted() + " WHERE " + condition.sql(),
                condition.values().toArray()));
    }

    private static ChangeCounts apply(TargetConnection connection, ChangePlan.Staged plan, StagedSql sql)
            throws SQLException {
        return switch (plan.kind()) {
            case INSERT -> ChangeCounts.inserted(insert(connection, plan, sql, ""));
            case UPDATE -> ChangeCounts.updated(merge(connection, sql, "UPDATE SET " + sql.assignments()));
            case DELETE -> ChangeCounts.deleted(merge(connection, sql, "DELETE"));
            case UPSERT -> upsert(connection, plan, sql);
        };
    }

    /** Two statements, because one would not say how many rows were new. */
    private static ChangeCounts upsert(TargetConnection connection, ChangePlan.Staged plan, StagedSql sql)
            throws SQLException {
        long updated = plan.values().isEmpty() ? 0 : merge(connection, sql, "UPDATE SET " + sql.assignments());
        String missing = " WHERE NOT EXISTS (SELECT 1 FROM " + sql.target() + " WHERE " + sql.sameKeys() + ")";
        return new ChangeCounts(insert(connection, plan, sql, missing), updated, 0);
    }

    private static long insert(TargetConnection connection, ChangePlan.Staged plan, StagedSql sql, String condition)
            throws SQLException {
        String overriding = plan.keepIdentity() ? " OVERRIDING SYSTEM VALUE" : "";
        return connection.update("INSERT INTO " + plan.target().quoted() + " (" + sql.names() + ")" + overriding
                + " SELECT " + sql.values() + " FROM " + sql.stage() + condition);
    }

    private static long merge(TargetConnection connection, StagedSql sql, String change) throws SQLException {
        return connection.update("MERGE INTO " + sql.target() + " USING " + sql.stage() + " ON (" + sql.sameKeys()
                + ") WHEN MATCHED THEN " + change);
    }

    private static String code(String rule) {
        return "CASE " + rule + " WHEN 'CASCADE' THEN 1 WHEN 'SET NULL' THEN 2 WHEN 'SET DEFAULT' THEN 3 ELSE 0 END";
    }

    @Override
    public void release(TargetConnection connection) throws SQLException {
        connection.execute("DROP TABLE IF EXISTS " + STAGE);
    }
}
