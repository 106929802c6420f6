package io.github.sqldatabricks.bridge.databricks;

import com.databricks.internal.sdk.core.DatabricksError;
import com.databricks.sdk.core.DatabricksException;
import io.github.sqldatabricks.bridge.databricks.RetryPolicy.RemoteFailure;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent;
import io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * The one place that decides, by HTTP status and error code, what a failure of Databricks means.
 *
 * @see <a href="https://docs.databricks.com/api/workspace/introduction">REST API: error codes</a>
 */
public final class DatabricksErrors {

    private static final Set<Integer> PASSING_STATUS =
            Set.of(RemoteFailure.NO_ANSWER, 408, 425, 429, 500, 502, 503, 504);
    private static final Set<String> PASSING_CODE =
            Set.of("TEMPORARILY_UNAVAILABLE", "REQUEST_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED");
    private static final int SHOWN_CHARACTERS = 300;

    private DatabricksErrors() {}

    /**
     * The exception to throw for what the SDK threw.
     *
     * @param doing what was attempted, such as {@code Listing /Volumes/...}; no secrets
     */
    public static BridgeException translate(DatabricksException thrown, String doing) {
        return translate(RemoteFailure.of(thrown), doing);
    }

    static BridgeException translate(RemoteFailure failure, String doing) {
        return translate(failure, doing, ErrorHint.VOLUMES);
    }

    static BridgeException translate(RemoteFailure failure, String doing, ErrorHint hint) {
        String said = doing + " failed: " + answer(failure);
        return switch (failure.status()) {
            case RemoteFailure.NO_ANSWER ->
                new RemoteTransient(
                        ErrorCode.DATABRICKS_UNREACHABLE,
                        said + " Check the host, DNS, proxy and firewall.",
                        failure.getCause());
            case 401 -> new RemotePermanent(ErrorCode.DATABRICKS_UNAUTHORIZED, said + " " + hint.unauthorized());
            case 403 -> new RemotePermanent(ErrorCode.DATABRICKS_FORBIDDEN, said + " " + hint.forbidden());
            case 404 -> new RemotePermanent(ErrorCode.DATABRICKS_NOT_FOUND, said + " " + hint.notFound());
            case 429 -> new RemoteTransient(ErrorCode.DATABRICKS_THROTTLED, said, failure.getCause());
            default ->
                passes(failure)
                        ? new RemoteTransient(ErrorCode.DATABRICKS_UNAVAILABLE, said, failure.getCause())
                        : new RemotePermanent(ErrorCode.DATABRICKS_REFUSED, said);
        };
    }

    /** Whether the same request may succeed a little later. */
    static boolean passes(RemoteFailure failure) {
        return PASSING_STATUS.contains(failure.status()) || PASSING_CODE.contains(failure.errorCode());
    }

    private static String answer(RemoteFailure failure) {
        String message = shown(failure.getMessage());
        return failure.status() == RemoteFailure.NO_ANSWER
                ? "no answer (" + message + ")."
                : "Databricks answered " + failure.status() + " " + failure.errorCode()
                        + (message.isEmpty() ? "." : " (" + message + ").");
    }

    private static String shown(String message) {
        String printable =
                message == null ? "" : message.replaceAll("\\p{Cntrl}", " ").strip();
        return printable.length() <= SHOWN_CHARACTERS ? printable : printable.substring(0, SHOWN_CHARACTERS) + "...";
    }

    /**
     * What to do about answers whose remedy depends on who asked; each a whole sentence.
     *
     * @param unauthorized the login was refused
     * @param forbidden a right is missing
     * @param notFound what was named does not exist, or may not be seen
     */
    public record ErrorHint(String unauthorized, String forbidden, String notFound) {

        static final ErrorHint VOLUMES = new ErrorHint(
                "Check DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET: wrong, expired"
                        + " or of another workspace.",
                "Grant the bridge's principal READ VOLUME and WRITE VOLUME on the volume, USE SCHEMA on its"
                        + " schema and USE CATALOG on its catalog.",
                "Check that the catalog, schema and volume exist and that the principal has USE CATALOG and"
                        + " USE SCHEMA; the bridge creates folders, but no volumes.");
    }

    /** The status that the driver's SDK makes up when no answer came. */
    private static final int NO_ANSWER = 523;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    /** DELTA_CONCURRENT_APPEND and its like (docs.databricks.com, Error conditions, class 2D). */
    private static final String WRITE_CONFLICT = "2D521";

    private static final String REASON = "Error Message: ";

    /** @param doing what was attempted, such as {@code Reading /Volumes/...}; no secrets */
    public static BridgeException translate(SQLException exception, String doing) {
        return translate(exception, doing, ErrorHint.VOLUMES);
    }

    /** The same with what to do about a refusal. */
    public static BridgeException translate(SQLException exception, String doing, ErrorHint hint) {
        Optional<DatabricksError> request = failedRequest(exception);
        if (request.isPresent()) {
            return translate(failure(request.get()), doing, hint);
        }
        if (isConnectionLost(exception)) {
            return translate(RemoteFailure.noAnswer("the connection was lost", exception), doing);
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
