package io.github.sqldatabricks.bridge.databricks;

import com.databricks.sdk.core.DatabricksError;
import com.databricks.sdk.core.DatabricksException;
import java.time.Duration;
import java.util.Optional;

/**
 * One request that failed, before anybody decided what that means. Never leaves this package: {@link DatabricksErrors}
 * turns it into a BridgeException.
 */
final class RemoteFailure extends RuntimeException {

    /** The status when no answer came at all. */
    static final int NO_ANSWER = 0;

    private static final int SDK_IO_ERROR = 523;

    private final int status;
    private final String errorCode;
    private final transient Optional<Duration> retryAfter;

    RemoteFailure(int status, String errorCode, String message, Optional<Duration> retryAfter, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.errorCode = errorCode;
        this.retryAfter = retryAfter;
    }

    /** The connection failed, or no answer came in time. */
    static RemoteFailure noAnswer(String why, Throwable cause) {
        return new RemoteFailure(NO_ANSWER, "", why, Optional.empty(), cause);
    }

    /** What the SDK threw, perhaps wrapped several times (a failed login is). */
    static RemoteFailure of(DatabricksException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabricksError error) {
                int status = error.getStatusCode() == SDK_IO_ERROR ? NO_ANSWER : error.getStatusCode();
                return new RemoteFailure(
                        status, orEmpty(error.getErrorCode()), orEmpty(error.getMessage()), Optional.empty(), null);
            }
        }
        return noAnswer(thrown.getClass().getSimpleName(), null);
    }

    /** The HTTP status, or {@link #NO_ANSWER}. */
    int status() {
        return status;
    }

    /** Databricks' stable code such as {@code PERMISSION_DENIED}, or empty. */
    String errorCode() {
        return errorCode;
    }

    /** What the answer's Retry-After asked for. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
