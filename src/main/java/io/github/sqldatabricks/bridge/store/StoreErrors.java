package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.sql.SQLException;
import java.sql.SQLTransientException;

/** What an error of the job store's database means; decided by SQLState, never by text. */
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

    /** The error as callers see it. */
    static BridgeException translate(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        // Agroal reports an exhausted or unreachable pool without a state.
        boolean transientError = error instanceof SQLTransientException
                || error.getSQLState() == null
                || state.startsWith(CONNECTION)
                || isDeadlock(error);
        String message = "The job store's database failed (SQLState " + state + ", error " + error.getErrorCode()
                + "). The service's log has the details.";
        return transientError
                ? new BridgeException.RemoteTransient("job-store-unavailable", message, error)
                : new BridgeException.RemotePermanent("job-store-failed", message, error);
    }
}
