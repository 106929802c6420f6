package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.ChangePlan;
import io.github.sqldatabricks.bridge.sync.StagedRows;
import io.github.sqldatabricks.bridge.sync.TargetColumn;
import io.github.sqldatabricks.bridge.target.StagedSql;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import io.github.sqldatabricks.bridge.target.TargetDialect;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** H2's own ways of changing a table. It has MERGE where SQL Server has UPDATE and DELETE with a join. */
final class SandboxDialect implements TargetDialect {

    private static final String STAGE = "[#bridge_stage]";
    private static final int BATCH_ROWS = 1000;

    private final SandboxErrors errors = new SandboxErrors();

    @Override
    public BridgeException translate(SQLException failure, String doing) {
        return errors.translate(failure, doing);
    }

    /** Each connection is new, and its URL says all. */
    @Override
    public void prepare(TargetConnection connection) {}

    @Override
    public List<TargetColumn> columns(TargetConnection connection, SqlServerTable table) throws SQLException {
        return connection.list(SandboxColumns.SELECT, SandboxColumns::column, table.schema(), table.name());
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
    public Condition condition(ChangePlan.Conditional plan) {
        return Condition.of(plan, column -> "?", UnaryOperator.identity());
    }

    @Override
    public ChangeCounts apply(TargetConnection connection, ChangePlan plan) throws SQLException {
        if (plan instanceof ChangePlan.Staged staged) {
            return new SandboxChanges(connection, staged, new StagedSql(this, staged)).apply();
        }
        Condition condition = condition((ChangePlan.Conditional) plan);
        return ChangeCounts.deleted(connection.update(
                "DELETE FROM " + plan.target().quoted() + " WHERE " + condition.sql(),
                condition.values().toArray()));
    }

    @Override
    public void release(TargetConnection connection) throws SQLException {
        connection.execute("DROP TABLE IF EXISTS " + STAGE);
    }
}
