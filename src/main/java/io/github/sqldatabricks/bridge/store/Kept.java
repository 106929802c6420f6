package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.observe.FailureLog;
import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What the database keeps, so that an error can say for whom it failed. */
enum Kept {
    JOBS("The job store's", ErrorCode.JOB_STORE_UNAVAILABLE, ErrorCode.JOB_STORE_FAILED),
    EVENTS("The event store's", ErrorCode.EVENT_STORE_UNAVAILABLE, ErrorCode.EVENT_STORE_FAILED),
    AUDIT("The audit trail's", ErrorCode.AUDIT_STORE_UNAVAILABLE, ErrorCode.AUDIT_STORE_FAILED);

    private static final FailureLog FAILURES = new FailureLog(Logger.getLogger(JobDatabase.class));

    private final String whose;
    private final ErrorCode unavailable;
    private final ErrorCode failed;

    Kept(String whose, ErrorCode unavailable, ErrorCode failed) {
        this.whose = whose;
        this.unavailable = unavailable;
        this.failed = failed;
    }

    /** Nobody failed, but others changed the same rows first, each time; the last time the database said {@code last}. */
    BridgeException contended(int attempts, Optional<SQLException> last) {
        String message =
                whose + " rows were changed by others " + attempts + " times while this change was made. Try again.";
        FAILURES.report(unavailable + " contended", message, last.orElse(null));
        return new BridgeException.RemoteTransient(unavailable, message, last.orElse(null));
    }

    /** The error as callers see it, without the server's own words; those are logged. */
    BridgeException translate(SQLException error) {
        String message = whose + " database failed: " + StoreErrors.reason(error) + " (SQLState " + error.getSQLState()
                + ", error " + error.getErrorCode() + "). The service's log has the details.";
        ErrorCode code = StoreErrors.isTransient(error) ? unavailable : failed;
        FAILURES.report(code + " " + error.getSQLState() + " " + error.getErrorCode(), message, error);
        return StoreErrors.isTransient(error)
                ? new BridgeException.RemoteTransient(code, message, error)
                : new BridgeException.RemotePermanent(code, message, error);
    }
}
