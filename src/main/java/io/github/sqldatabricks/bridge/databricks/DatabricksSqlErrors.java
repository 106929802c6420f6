package io.github.sqldatabricks.bridge.databricks;

import com.databricks.internal.sdk.core.DatabricksError;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Decides what an exception of the JDBC driver means: by the HTTP status of the request below it, which only the
 * exception's causes know, by the SQLSTATE of a write conflict, or, when the warehouse itself failed the statement, for good.
 */
public final class DatabricksSqlErrors {

    /** The status that the driver's SDK makes up when no answer came. */
    private static final int NO_ANSWER = 523;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    /** DELTA_CONCURRENT_APPEND and its like (docs.databricks.com, Error conditions, class 2D). */
    private static final String WRITE_CONFLICT = "2D521";

    private static final String REASON = "Error Message: ";

    private DatabricksSqlErrors() {}

    /** @param doing what was attempted, such as {@code Reading /Volumes/...}; no secrets */
    public static BridgeException translate(SQLException exception, String doing) {
        return translate(exception, doing, Advice.VOLUMES);
    }

    /** The same with what to do about a refusal. */
    public static BridgeException translate(SQLException exception, String doing, Advice advice) {
        Optional<DatabricksError> request = failedRequest(exception);
        if (request.isPresent()) {
            return DatabricksErrors.translate(failure(request.get()), doing, advice);
        }
        if (isConnectionLost(exception)) {
            return DatabricksErrors.translate(RemoteFailure.noAnswer("the connection was lost", exception), doing);
        }
        if (WRITE_CONFLICT.equals(exception.getSQLState())) {
            return new BridgeException.RemoteTransient(
                    ErrorCode.DELTA_WRITE_CONFLICT,
                    doing + " met another writer of the same table; it is tried again.",
                    exception);
        }
        String message = doing + " failed with SQLSTATE " + exception.getSQLState() + ": " + reason(exception);
        return new BridgeException.RemotePermanent(ErrorCode.DATABRICKS_STATEMENT_FAILED, message, exception);
    }

    /** Whether the workspace answered 401 or 403, as it does to a token that is no longer good. */
    static boolean isRefusal(SQLException exception) {
        return failedRequest(exception)
                .filter(error -> error.getStatusCode() == UNAUTHORIZED || error.getStatusCode() == FORBIDDEN)
                .isPresent();
    }

    /** The driver puts the whole statement in front of what the warehouse said. */
    private static String reason(SQLException exception) {
        String message = String.valueOf(exception.getMessage());
        int said = message.indexOf(REASON);
        return said < 0 ? message : message.substring(said + REASON.length());
    }

    /** An answer that broke off on its way: no request failed, but no SQL did either. */
    private static boolean isConnectionLost(Throwable exception) {
        boolean lost = false;
        for (Throwable cause = exception; cause != null && !lost; cause = cause.getCause()) {
            lost = cause instanceof IOException;
        }
        return lost;
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
