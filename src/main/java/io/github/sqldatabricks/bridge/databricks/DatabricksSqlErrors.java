package io.github.sqldatabricks.bridge.databricks;

import com.databricks.internal.sdk.core.DatabricksError;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Decides what an exception of the JDBC driver means: by the HTTP status of the request below it, which only the
 * exception's causes know, or, when the warehouse itself failed the statement, for good.
 */
final class DatabricksSqlErrors {

    /** The status that the driver's SDK makes up when no answer came. */
    private static final int NO_ANSWER = 523;

    private DatabricksSqlErrors() {}

    /** @param doing what was attempted, such as {@code Reading /Volumes/...}; no secrets */
    static BridgeException translate(SQLException exception, String doing) {
        Optional<DatabricksError> request = failedRequest(exception);
        if (request.isPresent()) {
            return DatabricksErrors.translate(failure(request.get()), doing);
        }
        String message = doing + " failed with SQLSTATE " + exception.getSQLState() + ": " + exception.getMessage();
        return new BridgeException.RemotePermanent("databricks-statement-failed", message, exception);
    }

    private static Optional<DatabricksError> failedRequest(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabricksError error) {
                return Optional.of(error);
            }
        }
        return Optional.empty();
    }

    private static RemoteFailure failure(DatabricksError error) {
        int status = error.getStatusCode() == NO_ANSWER ? RemoteFailure.NO_ANSWER : error.getStatusCode();
        String code = error.getErrorCode() == null ? "" : error.getErrorCode();
        return new RemoteFailure(status, code, error.getMessage(), Optional.empty(), error);
    }
}
