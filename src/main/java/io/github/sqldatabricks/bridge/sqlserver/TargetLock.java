package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity;
import io.github.sqldatabricks.bridge.target.TargetConnection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A lock of the server for a target table, in the database where the table is: however many bridges change it, whatever they call
 * it. It ends with the transaction.
 *
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-getapplock-transact-sql">sp_getapplock</a>
 */
final class TargetLock {

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
