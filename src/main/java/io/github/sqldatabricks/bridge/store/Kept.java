package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.BridgeException;
import java.sql.SQLException;

/** What the database keeps, so that an error can say for whom it failed. */
enum Kept {
    JOBS("The job store's", "job-store-unavailable", "job-store-failed"),
    EVENTS("The event store's", "event-store-unavailable", "event-store-failed"),
    AUDIT("The audit trail's", "audit-store-unavailable", "audit-store-failed");

    private final String whose;
    private final String unavailable;
    private final String failed;

    Kept(String whose, String unavailable, String failed) {
        this.whose = whose;
        this.unavailable = unavailable;
        this.failed = failed;
    }

    /** The error as callers see it. */
    BridgeException translate(SQLException error) {
        String message = whose + " database failed (SQLState " + error.getSQLState() + ", error " + error.getErrorCode()
                + "). The service's log has the details.";
        return StoreErrors.isTransient(error)
                ? new BridgeException.RemoteTransient(unavailable, message, error)
                : new BridgeException.RemotePermanent(failed, message, error);
    }
}
