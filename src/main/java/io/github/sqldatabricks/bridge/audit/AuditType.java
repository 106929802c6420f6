package io.github.sqldatabricks.bridge.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What happened. The names are never changed; new ones may come. */
public enum AuditType {
    /** A request, or a WebSocket, came with a valid token. */
    AUTH_SUCCESS(AuditStatus.SUCCESS),
    /** A request, or a WebSocket, came without a valid token. */
    AUTH_FAILURE(AuditStatus.FAILURE),
    /** A source of requests is refused for a while, because it failed or asked too often. */
    RATE_LIMITED(AuditStatus.DENIED),
    /** A user may do what it asked for; the details name the tables. */
    PERMISSION_GRANTED(AuditStatus.SUCCESS),
    /** A user may not do what it asked for. */
    PERMISSION_DENIED(AuditStatus.DENIED),
    /** A query of a job begins. */
    EXTRACTION_STARTED(AuditStatus.STARTED),
    /** A query's output is published, or was there already. */
    EXTRACTION_COMPLETED(AuditStatus.SUCCESS),
    /** A query failed. */
    EXTRACTION_FAILED(AuditStatus.FAILURE),
    /** A query ended because its job was cancelled. */
    EXTRACTION_CANCELLED(AuditStatus.DENIED),
    /** A user cancelled a job. */
    JOB_CANCELLED(AuditStatus.SUCCESS),
    /** An event's attempt begins. */
    SYNC_STARTED(AuditStatus.STARTED),
    /** An event's change is committed. */
    SYNC_COMPLETED(AuditStatus.SUCCESS),
    /** An event's attempt failed; nothing was changed. */
    SYNC_FAILED(AuditStatus.FAILURE),
    /** A guard rail refused an event that deletes; nothing was changed. */
    DELETE_BLOCKED(AuditStatus.DENIED),
    /** A guard rail refused an event that does not delete; nothing was changed. */
    SYNC_BLOCKED(AuditStatus.DENIED),
    /** A user tried what an event would do; it was rolled back. */
    SYNC_DRY_RUN(AuditStatus.SUCCESS),
    /** A user cancelled an event. */
    EVENT_CANCELLED(AuditStatus.SUCCESS),
    /** A user had an event tried again. */
    EVENT_RETRIED(AuditStatus.SUCCESS),
    /** A user had the events table read. */
    POLLER_TRIGGERED(AuditStatus.SUCCESS),
    /** Changed permissions are in force. */
    PERMISSIONS_RELOADED(AuditStatus.SUCCESS),
    /** Changed permissions are not in force, because the file is broken. */
    PERMISSIONS_REJECTED(AuditStatus.FAILURE),
    /** A template or parameter file became broken; its last good version is in force. */
    FILE_REJECTED(AuditStatus.FAILURE),
    /** A template or parameter file that was broken is good again, or gone. */
    FILE_RELOADED(AuditStatus.SUCCESS),
    /** An administrator read the audit trail. */
    AUDIT_READ(AuditStatus.SUCCESS),
    /** How far the table has come; only in the log. */
    AUDIT_CHECKPOINT(AuditStatus.SUCCESS),
    /** The oldest records were removed, because their time was over. */
    AUDIT_PRUNED(AuditStatus.SUCCESS),
    /** Records could not be kept in the table; the log has them. */
    AUDIT_DROPPED(AuditStatus.FAILURE);

    private final AuditStatus status;

    AuditType(AuditStatus status) {
        this.status = status;
    }

    /** The status of such an event when nothing else is said. */
    public AuditStatus status() {
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
}
