package io.github.sqldatabricks.bridge.model;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * Every failure that the bridge reports on purpose. Each says what was expected, what came and what to do; none ever
 * carries a secret. The code is stable and explained in {@link ErrorCode}; callers may switch on it.
 *
 * <p>The subclass decides the HTTP status (in {@code api.ProblemMapper}) and whether a retry can help.
 */
public abstract sealed class BridgeException extends RuntimeException {

    private final ErrorCode error;

    private BridgeException(ErrorCode error, String message, Throwable cause) {
        super(message, cause);
        this.error = Objects.requireNonNull(error, "error");
    }

    /** Which error it is. */
    public ErrorCode error() {
        return error;
    }

    /** The text of the error's code, such as {@code unknown-query}: what leaves the bridge. */
    public String code() {
        return error.text();
    }

    /** Whether the same request can succeed later without a change. */
    public boolean retryable() {
        return false;
    }

    /** Nothing was done for this caller now, and it is known how long to wait. */
    public abstract static sealed class TryLater extends BridgeException {
        private final transient Duration retryAfter;

        private TryLater(ErrorCode code, String message, Duration retryAfter) {
            super(code, message, null);
            this.retryAfter = Objects.requireNonNull(retryAfter, "retryAfter");
        }

        /** How long the caller should wait before the next attempt. */
        public Duration retryAfter() {
            return retryAfter;
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** The request itself is wrong: the caller has to change it. */
    public static final class InvalidRequest extends BridgeException {
        public InvalidRequest(ErrorCode code, String message) {
            super(code, message, null);
        }

        public InvalidRequest(ErrorCode code, String message, Throwable cause) {
            super(code, message, cause);
        }
    }

    /** What the request names does not exist. */
    public static final class NotFound extends BridgeException {
        public NotFound(ErrorCode code, String message) {
            super(code, message, null);
        }
    }

    /** The caller is not known (no token, a wrong one, one that has expired). */
    public static final class NotAuthenticated extends BridgeException {
        public NotAuthenticated(ErrorCode code, String message) {
            super(code, message, null);
        }
    }

    /** Too many failed attempts to log in came from where this one comes from. */
    public static final class TooManyAttempts extends TryLater {
        public TooManyAttempts(ErrorCode code, String message, Duration retryAfter) {
            super(code, message, retryAfter);
        }
    }

    /** The caller is known but may not do this. */
    public static final class NotAllowed extends BridgeException {
        public NotAllowed(ErrorCode code, String message) {
            super(code, message, null);
        }
    }

    /** The request contradicts the present state, such as cancelling a job that has ended. */
    public static sealed class Conflict extends BridgeException {
        public Conflict(ErrorCode code, String message) {
            super(code, message, null);
        }
    }

    /** A load would take more rows away than its limits allow; nothing was loaded. */
    public static final class LoadBlocked extends Conflict {
        private final long rowsBefore;
        private final long rowsAfter;

        /**
         * What would become of how many rows.
         *
         * @param rowsBefore that would be replaced
         * @param rowsAfter that would come in their place
         */
        public LoadBlocked(String message, long rowsBefore, long rowsAfter) {
            super(ErrorCode.LOAD_LIMIT_EXCEEDED, message);
            this.rowsBefore = rowsBefore;
            this.rowsAfter = rowsAfter;
        }

        public long rowsBefore() {
            return rowsBefore;
        }

        public long rowsAfter() {
            return rowsAfter;
        }
    }

    /** An idempotency key came again with another body (draft-ietf-httpapi-idempotency-key-header, section 2.7). */
    public static final class KeyReused extends BridgeException {
        public KeyReused(ErrorCode code, String message) {
            super(code, message, null);
        }
    }

    /** The bridge itself has no room now; nothing was accepted. */
    public static final class Busy extends TryLater {
        public Busy(ErrorCode code, String message, Duration retryAfter) {
            super(code, message, retryAfter);
        }
    }

    /** SQL Server, Databricks or the network failed in a way that can pass: worth another attempt. */
    public static sealed class RemoteTransient extends BridgeException {
        public RemoteTransient(ErrorCode code, String message, Throwable cause) {
            super(code, message, cause);
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /** A folder of a volume has not the files that were sent there. */
    public static final class UploadIncomplete extends RemoteTransient {
        private final transient Set<String> files;

        /** @param files the names of all that are missing, or are not what was sent */
        public UploadIncomplete(String message, Set<String> files) {
            super(ErrorCode.UPLOAD_INCOMPLETE, message, null);
            this.files = Set.copyOf(files);
        }

        /** The names, in their folder, of all that are missing or are not what was sent. */
        public Set<String> files() {
            return files;
        }
    }

    /** SQL Server, Databricks or a value refused for good: another attempt gives the same answer. */
    public static final class RemotePermanent extends BridgeException {
        public RemotePermanent(ErrorCode code, String message) {
            super(code, message, null);
        }

        public RemotePermanent(ErrorCode code, String message, Throwable cause) {
            super(code, message, cause);
        }
    }

    /** The work was cancelled while it ran. */
    public static final class Cancelled extends BridgeException {
        public Cancelled(ErrorCode code, String message) {
            super(code, message, null);
        }
    }
}
