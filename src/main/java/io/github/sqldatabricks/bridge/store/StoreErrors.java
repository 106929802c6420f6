package io.github.sqldatabricks.bridge.store;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;

/** What an error of the database means; decided by SQLState, never by text. */
final class StoreErrors {

    private static final String DEADLOCK = "40001";
    private static final String INTEGRITY = "23";
    private static final String CONNECTION = "08";
    /**
     * SQL Server's lock time-out, and what it says while it fails over or has no resources.
     *
     * @see <a href="https://learn.microsoft.com/azure/azure-sql/database/troubleshoot-common-errors-issues">Transient
     *     faults</a>
     */
    private static final Set<Integer> PASSING = Set.of(1222, 10928, 10929, 40197, 40501, 40613, 49918, 49919, 49920);

    private StoreErrors() {}

    /** Whether another transaction was preferred; the same work can be done again at once. */
    static boolean isDeadlock(SQLException error) {
        return DEADLOCK.equals(error.getSQLState());
    }

    /** Whether a row with the same key is there (H2 says 23505, SQL Server 23000). */
    static boolean isDuplicate(SQLException error) {
        return error.getSQLState() != null && error.getSQLState().startsWith(INTEGRITY);
    }

    /** Whether another attempt can help. */
    static boolean isTransient(SQLException error) {
        // Agroal reports an exhausted or unreachable pool without a state.
        return error instanceof SQLTransientException
                || error.getSQLState() == null
                || error.getSQLState().startsWith(CONNECTION)
                || PASSING.contains(error.getErrorCode())
                || isDeadlock(error);
    }
}
