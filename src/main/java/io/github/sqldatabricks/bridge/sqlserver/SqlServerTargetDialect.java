package io.github.sqldatabricks.bridge.sqlserver;

import com.microsoft.sqlserver.jdbc.SQLServerBulkCopy;
import com.microsoft.sqlserver.jdbc.SQLServerBulkCopyOptions;
import com.microsoft.sqlserver.jdbc.SQLServerConnection;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sqlserver.TargetCatalog.ServerColumnType;
import io.github.sqldatabricks.bridge.sqlserver.TargetChanges.CountedStatement;
import io.github.sqldatabricks.bridge.sqlserver.TargetChanges.StagedBulkData;
import io.github.sqldatabricks.bridge.sqlserver.TargetNames.TargetObject;
import io.github.sqldatabricks.bridge.sqlserver.type.StagingForm;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** SQL Server's own ways of changing a table. */
final class SqlServerTargetDialect implements TargetDialect {

    private static final String STAGE = "#bridge_stage";
    private static final String WATCH = "bridge_event";
    private static final String WORK = "#bridge_work_";

    /** Rows that the server commits at a time in tempdb, so that its log can be used again; a constant number of bytes. */
    private static final int BATCH_ROWS = 100_000;
    /** How much longer than a statement's own time-out the socket waits, for the server's answer to the cancel. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final SqlServerErrors errors = new SqlServerErrors();

    @Override
    public BridgeException translate(SQLException failure, String doing) {
        return errors.translate(failure, doing);
    }

    /** The pool has set LOCK_TIMEOUT already. */
    @Override
    public void prepare(TargetConnection connection) throws SQLException {
        Duration silence = Duration.ofSeconds(connection.timeoutSeconds()).plus(GRACE);
        connection.jdbc().setNetworkTimeout(Runnable::run, Math.toIntExact(silence.toMillis()));
        connection.execute("SET XACT_ABORT ON");
    }

    @Override
    public TargetIdentity identity(TargetConnection connection, SqlServerTable table) throws SQLException {
        return TargetNames.identity(connection, table);
    }

    @Override
    public void lock(TargetConnection connection, TargetIdentity target) throws SQLException {
        TargetLock.take(connection, target);
    }

    @Override
    public Optional<TargetTable> describe(TargetConnection connection, SqlServerTable named) throws SQLException {
        Optional<TargetObject> object = TargetObject.find(connection, named);
        if (object.isEmpty()) {
            return Optional.empty();
        }
        SqlServerTable name = object.get().name();
        return Optional.of(
                object.get().view()
                        ? new TargetTable(name, TargetCatalog.readView(connection, name), true)
                        : new TargetTable(name, TargetCatalog.read(connection, name)));
    }

    @Override
    public String stage() {
        return STAGE;
    }

    @Override
    public String stagedValue(String alias, TargetColumn column) {
        return staging(column).value(alias + "." + SqlServerTable.quote(column.name()));
    }

    @Override
    public void createStage(TargetConnection connection, ChangePlan.Staged plan) throws SQLException {
        connection.execute(plan.columns().stream()
                .map(ChangePlan.StagedColumn::target)
                .map(column -> SqlServerTable.quote(column.name()) + " "
                        + staging(column).declaration() + " NULL")
                .collect(Collectors.joining(", ", "CREATE TABLE " + STAGE + " (", ")")));
    }

    /** The driver wraps what the source throws; it comes out as it was. */
    @Override
    public long load(TargetConnection connection, ChangePlan.Staged plan, StagedRows rows) throws SQLException {
        StagedBulkData data = new StagedBulkData(rows, plan.columns());
        try {
            load(connection, plan, data);
        } catch (SQLException | RuntimeException e) {
            if (data.failure() != null) {
                throw data.failure();
            }
            throw e;
        }
        return rows.count();
    }

    private static void load(TargetConnection connection, ChangePlan.Staged plan, StagedBulkData data)
            throws SQLException {
        SQLServerBulkCopyOptions options = new SQLServerBulkCopyOptions();
        options.setBulkCopyTimeout(connection.timeoutSeconds());
        options.setBatchSize(BATCH_ROWS);
        options.setTableLock(true);
        options.setKeepNulls(true);
        try (SQLServerBulkCopy copy = new SQLServerBulkCopy(connection.jdbc().unwrap(SQLServerConnection.class))) {
            copy.setBulkCopyOptions(options);
            copy.setDestinationTableName(STAGE);
            for (int i = 1; i <= plan.columns().size(); i++) {
                copy.addColumnMapping(i, i);
            }
            copy.writeToServer(data);
        }
    }

    @Override
    public long countRows(TargetConnection connection, SqlServerTable table) throws SQLException {
        return connection
                .list("SELECT COUNT_BIG(*) FROM " + table.quoted(), row -> row.getLong(1))
                .get(0);
    }

    @Override
    public List<ForeignKey> foreignKeys(TargetConnection connection) throws SQLException {
        return TargetCatalog.keys(connection);
    }

    @Override
    public List<String> hiddenReferences(TargetConnection connection, SqlServerTable table) throws SQLException {
        return TargetCatalog.hidden(connection, table);
    }

    @Override
    public List<String> triggers(TargetConnection connection, SqlServerTable table, SyncOperation.Kind kind)
            throws SQLException {
        return TargetCatalog.triggers(connection, table, kind);
    }

    @Override
    public String locked() {
        return TargetChanges.LOCKED;
    }

    @Override
    public String work(int number) {
        return WORK + number;
    }

    /** UNION ALL, because a single column of SELECT INTO would be an identity again. */
    @Override
    public void createWork(TargetConnection connection, String table, String select) throws SQLException {
        connection.execute(
                "SELECT TOP (0) * INTO " + table + " FROM (" + select + " UNION ALL " + select + ") AS empty_rows");
    }

    @Override
    public void dropWork(TargetConnection connection, String table) throws SQLException {
        connection.execute("DROP TABLE " + table);
    }

    @Override
    public String exact(String expression, TargetColumn column) {
        return staging(column).isText()
                ? "CAST(" + expression + " AS nvarchar(max)) COLLATE Latin1_General_BIN2"
                : expression;
    }

    /**
     * By a shared lock that belongs to the transaction, because nothing else shows without rights on the server whether a
     * transaction was ended and another one begun. A SELECT begins one when it reads a table (TOP (0) may
     * not); the ledger's lock may have done so before.
     *
     * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-getapplock-transact-sql">sp_getapplock</a>
     */
    @Override
    public void watch(TargetConnection connection) throws SQLException {
        connection.list("SELECT TOP (1) name FROM sys.schemas", row -> row.getString(1));
        connection.execute("EXEC sp_getapplock @Resource = N'" + WATCH
                + "', @LockMode = 'Shared', @LockOwner = 'Transaction', @LockTimeout = 0");
        if (!isWatched(connection)) {
            throw new BridgeException.RemoteTransient(
                    ErrorCode.SQLSERVER_LOCK_TIMEOUT,
                    "The transaction could not be given a lock of its own (sp_getapplock).",
                    null);
        }
    }

    @Override
    public boolean isWatched(TargetConnection connection) throws SQLException {
        return connection
                .list(
                        "SELECT CASE WHEN XACT_STATE() = 1 THEN APPLOCK_MODE('public', N'" + WATCH
                                + "', 'Transaction') END",
                        row -> "Shared".equals(row.getString(1)))
                .get(0);
    }

    /** Values have the column's type, so that no conversion of the column keeps its index from being used. */
    @Override
    public Condition condition(ChangePlan.Conditional plan) {
        return Condition.of(plan, column -> type(column).marker(), StagedBulkData.StagedValues::of);
    }

    @Override
    public ChangeCounts apply(TargetConnection connection, ChangePlan plan) throws SQLException {
        if (plan instanceof ChangePlan.Staged staged) {
            return new TargetChanges(connection, staged, new StagedSql(this, staged)).apply();
        }
        Condition condition = condition((ChangePlan.Conditional) plan);
        return ChangeCounts.deleted(CountedStatement.run(
                connection,
                "DELETE FROM " + plan.target().quoted() + " WHERE " + condition.sql(),
                condition.values().toArray()));
    }

    @Override
    public void release(TargetConnection connection) throws SQLException {
        connection.execute("DROP TABLE IF EXISTS " + STAGE);
        connection.execute("SET XACT_ABORT OFF");
    }

    private static StagingForm staging(TargetColumn column) {
        return type(column).staging();
    }

    private static ServerColumnType type(TargetColumn column) {
        return (ServerColumnType) column.type();
    }

    /**
     * A lock of the server for a target table, in the database where the table is: however many bridges change it, whatever they call
     * it. It ends with the transaction.
     *
     * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-getapplock-transact-sql">sp_getapplock</a>
     */
    static final class TargetLock {

        /**
         * Waits as long as for any lock (@@LOCK_TIMEOUT), which is the procedure's default. The transaction has begun, with {@link
         * SqlServerTargetDialect#watch}.
         */
        private static final String TAKE =
                "DECLARE @taken int; EXEC @taken = %ssys.sp_getapplock @Resource = ?, @LockMode = 'Exclusive',"
                        + " @LockOwner = 'Transaction'; SELECT @taken";

        private static final int TIMED_OUT = -1;

        private TargetLock() {}

        static void take(TargetConnection connection, TargetIdentity target) throws SQLException {
            boolean here = target.database().equalsIgnoreCase(connection.jdbc().getCatalog());
            String database = here ? "" : SqlServerTable.quote(target.database()) + ".";
            int taken = result(connection, String.format(TAKE, database), target);
            if (taken < 0) {
                throw new BridgeException.RemoteTransient(
                        ErrorCode.TARGET_LOCKED,
                        "The lock of " + target.schema() + "." + target.table() + " was not to be had, "
                                + (taken == TIMED_OUT
                                        ? "because another bridge is changing it"
                                        : "sp_getapplock answered " + taken)
                                + ". Nothing was changed; the next attempt comes by itself.",
                        null);
            }
        }

        private static int result(TargetConnection connection, String sql, TargetIdentity target) throws SQLException {
            try (PreparedStatement statement = connection.prepare(sql, "bridge:" + target.key())) {
                boolean isResult = statement.execute();
                while (!isResult && statement.getUpdateCount() >= 0) {
                    isResult = statement.getMoreResults();
                }
                try (ResultSet result = statement.getResultSet()) {
                    result.next();
                    return result.getInt(1);
                }
            }
        }
    }
}
