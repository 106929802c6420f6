package io.github.sqldatabricks.bridge.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What happened. The names are never changed; new ones may come. */
public enum AuditType {
    /** A request, or a WebSocket, came with a valid token. */
    AUTH_SUCCESS(Status.SUCCESS),
    /** A request, or a WebSocket, came without a valid token. */
    AUTH_FAILURE(Status.FAILURE),
    /** A source of requests is refused for a while, because it failed or asked too often. */
    RATE_LIMITED(Status.DENIED),
    /** A user may do what it asked for; the details name the tables. */
    PERMISSION_GRANTED(Status.SUCCESS),
    /** A user may not do what it asked for. */
    PERMISSION_DENIED(Status.DENIED),
    /** A query of a job begins. */
    EXTRACTION_STARTED(Status.STARTED),
    /** A query's output is published, or was there already. */
    EXTRACTION_COMPLETED(Status.SUCCESS),
    /** A query failed. */
    EXTRACTION_FAILED(Status.FAILURE),
    /** A query ended because its job was cancelled. */
    EXTRACTION_CANCELLED(Status.DENIED),
    /** A user cancelled a job. */
    JOB_CANCELLED(Status.SUCCESS),
    /** A user had failed queries of a job tried again. */
    JOB_RETRIED(Status.SUCCESS),
    REPLICATION_OPERATED(Status.SUCCESS),
    /** An event's attempt begins. */
    SYNC_STARTED(Status.STARTED),
    /** An event's change is committed. */
    SYNC_COMPLETED(Status.SUCCESS),
    /** An event's attempt failed; nothing was changed. */
    SYNC_FAILED(Status.FAILURE),
    /** A guard rail refused an event that deletes; nothing was changed. */
    DELETE_BLOCKED(Status.DENIED),
    /** A guard rail refused an event that does not delete; nothing was changed. */
    SYNC_BLOCKED(Status.DENIED),
    /** A user tried what an event would do; it was rolled back. */
    SYNC_DRY_RUN(Status.SUCCESS),
    /** A user cancelled an event. */
    EVENT_CANCELLED(Status.SUCCESS),
    /** A user had an event tried again. */
    EVENT_RETRIED(Status.SUCCESS),
    /** A user had the events table read. */
    POLLER_TRIGGERED(Status.SUCCESS),
    /** Changed permissions are in force. */
    PERMISSIONS_RELOADED(Status.SUCCESS),
    /** Changed permissions are not in force, because the file is broken. */
    PERMISSIONS_REJECTED(Status.FAILURE),
    /** A template or parameter file became broken; its last good version is in force. */
    FILE_REJECTED(Status.FAILURE),
    /** A template or parameter file that was broken is good again, or gone. */
    FILE_RELOADED(Status.SUCCESS),
    /** An administrator read the audit trail. */
    AUDIT_READ(Status.SUCCESS),
    /** How far the table has come; only in the log. */
    AUDIT_CHECKPOINT(Status.SUCCESS),
    /** The oldest records were removed, because their time was over. */
    AUDIT_PRUNED(Status.SUCCESS),
    /** Records could not be kept in the table; the log has them. */
    AUDIT_DROPPED(Status.FAILURE);

    private final Status status;

    AuditType(Status status) {
        this.status = status;
    }

    /** The status of such an event when nothing else is said. */
    public Status status() {
        return status;
    }

    /** As in records, such as {@code auth_success}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type that {@link #text} names. */
    public static Optional<AuditType> of(String text) {
        return Arrays.stream(values()).filter(type -> type.text().equals(text)).findFirst();
    }

    /** How an attempt went. */
    public enum Status {
        /** It has begun; another record tells its end. */
        STARTED,
        /** It was done, or allowed. */
        SUCCESS,
        /** It was refused; nothing was done. */
        DENIED,
        /** It went wrong. */
        FAILURE;

        /** As in records, such as {@code success}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
