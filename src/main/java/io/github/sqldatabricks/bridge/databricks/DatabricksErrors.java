package io.github.sqldatabricks.bridge.databricks;

import com.databricks.sdk.core.DatabricksException;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent;
import io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient;
import io.github.sqldatabricks.bridge.model.ErrorCode;
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
        return translate(failure, doing, Advice.VOLUMES);
    }

    static BridgeException translate(RemoteFailure failure, String doing, Advice advice) {
        String said = doing + " failed: " + answer(failure);
        return switch (failure.status()) {
            case RemoteFailure.NO_ANSWER ->
                new RemoteTransient(
                        ErrorCode.DATABRICKS_UNREACHABLE,
                        said + " Check the host, DNS, proxy and firewall.",
                        failure.getCause());
            case 401 -> new RemotePermanent(ErrorCode.DATABRICKS_UNAUTHORIZED, said + " " + advice.unauthorized());
            case 403 -> new RemotePermanent(ErrorCode.DATABRICKS_FORBIDDEN, said + " " + advice.forbidden());
            case 404 -> new RemotePermanent(ErrorCode.DATABRICKS_NOT_FOUND, said + " " + advice.notFound());
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
}
