package io.github.sqldatabricks.bridge.store;

import java.sql.SQLException;
import java.sql.SQLTransientException;

/** What an error of the database means; decided by SQLState, never by text. */
final class StoreErrors {

    private static final String DEADLOCK = "40001";
    private static final String INTEGRITY = "23";
    private static final String CONNECTION = "08";

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
                || isDeadlock(error);
    }
}
