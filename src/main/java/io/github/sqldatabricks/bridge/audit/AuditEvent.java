package io.github.sqldatabricks.bridge.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One attempt, or one step of it. Texts are cut to the length of their columns.
 *
 * @param timestamp when, by this process's clock, in microseconds
 * @param user the name in the permissions file; empty when nobody knows who it was
 * @param origin where the request came from
 * @param resource what it was about, such as {@code job:<id>}, {@code event:<id>} or a path
 * @param action what was asked for, such as {@code extract} or {@code GET}
 * @param status how it went
 * @param details names, counts and times; never a secret, never a data value
 * @param error why it did not succeed
 */
public record AuditEvent(
        Instant timestamp,
        AuditType type,
        Optional<String> user,
        AuditOrigin origin,
        String resource,
        String action,
        AuditStatus status,
        AuditDetails details,
        Optional<AuditError> error) {

    private static final int LONGEST_USER = 256;
    private static final int LONGEST_RESOURCE = 512;
    private static final int LONGEST_ACTION = 64;

    public AuditEvent {
        timestamp = timestamp.truncatedTo(ChronoUnit.MICROS);
        user = AuditText.fit(user, LONGEST_USER);
        resource = AuditText.fit(resource, LONGEST_RESOURCE);
        action = AuditText.fit(action, LONGEST_ACTION);
    }

    /** An event of now by this user, with its type's own status; where it comes from, {@link AuditTrail} adds. */
    public static AuditEvent by(String user, AuditType type, String action, String resource) {
        return of(Optional.of(user), type, action, resource);
    }

    /** {@link #by} nobody who is known. */
    public static AuditEvent anonymous(AuditType type, String action, String resource) {
        return of(Optional.empty(), type, action, resource);
    }

    private static AuditEvent of(Optional<String> user, AuditType type, String action, String resource) {
        return new AuditEvent(
                Instant.now(),
                type,
                user,
                AuditOrigin.INTERNAL,
                resource,
                action,
                type.status(),
                AuditDetails.NONE,
                Optional.empty());
    }

    /** The same event with these details. */
    public AuditEvent with(AuditDetails known) {
        return new AuditEvent(timestamp, type, user, origin, resource, action, status, known, error);
    }

    /** The same event from there. */
    public AuditEvent from(AuditOrigin known) {
        return new AuditEvent(timestamp, type, user, known, resource, action, status, details, error);
    }

    /** The same event with what went wrong; it is a failure then, unless it is one that was denied anyway. */
    public AuditEvent failed(AuditError why) {
        AuditStatus worse = status == AuditStatus.DENIED ? status : AuditStatus.FAILURE;
        return new AuditEvent(timestamp, type, user, origin, resource, action, worse, details, Optional.of(why));
    }
}
