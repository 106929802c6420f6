package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.Lease;
import java.sql.Connection;
import java.sql.SQLException;

/** The lease columns of {@code job_query}. */
final class LeaseRows {

    /** A row that a worker holds; the markers are those of {@link #key}. */
    static final String HELD = " WHERE job_id = ? AND query_name = ? AND fence = ? AND lease_owner = ?"
            + " AND state IN ('pending', 'running')";

    private LeaseRows() {}

    /** Whether the worker has the lease and its query has not ended. The job must be locked. */
    static boolean isHeld(Connection connection, Lease lease, String worker) throws SQLException {
        return Statements.one(
                        connection,
                        "SELECT fence FROM bridge.job_query" + HELD,
                        row -> row.getLong(1),
                        key(lease, worker))
                .isPresent();
    }

    static Object[] key(Lease lease, String worker) {
        return new Object[] {lease.job().value(), lease.query().value(), lease.fence(), worker};
    }
}
