package io.github.sqldatabricks.bridge.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditEvent.AuditDetails;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * An event as texts, exactly as it stands in the table. Unlike {@link AuditEvent} it takes whatever is there, so that an edited
 * record can be read, and be found out.
 *
 * @param id random; tells whether an entry whose storing was interrupted is stored
 * @param timestamp in microseconds
 * @param details a JSON object
 */
public record AuditEntry(
        String id,
        Instant timestamp,
        String type,
        Optional<String> user,
        Optional<String> tokenPrefix,
        Optional<String> sourceIp,
        String resource,
        String action,
        String status,
        String details,
        Optional<String> errorCode,
        Optional<String> errorText) {

    /** docs/security.md shows how to send it to a file of its own. */
    private static final Logger LINES = Logger.getLogger("bridge.audit");

    /** A new entry of this event. */
    public static AuditEntry of(AuditEvent event) {
        return new AuditEntry(
                UUID.randomUUID().toString(),
                event.timestamp(),
                event.type().text(),
                event.user(),
                event.origin().tokenPrefix(),
                event.origin().sourceIp(),
                event.resource(),
                event.action(),
                event.status().text(),
                event.details().json(),
                event.error().map(AuditEvent.Failure::code),
                event.error().flatMap(AuditEvent.Failure::text));
    }

    /**
     * A position of the chain for the log, where those who can change the table can't change it: {@code bridge audit verify --expect}.
     */
    static AuditEntry checkpoint(AuditPosition position) {
        AuditDetails details = AuditDetails.builder()
                .put("sequence", position.sequence())
                .put("hash", position.hash())
                .build();
        return ofTheTrail(AuditType.AUDIT_CHECKPOINT, "checkpoint", details);
    }

    /** Says which record was the last that retention has removed; {@link AuditVerifier} reads it. */
    static AuditEntry pruned(AuditPosition lastRemoved) {
        AuditDetails details = AuditDetails.builder()
                .put("last_removed_sequence", lastRemoved.sequence())
                .put("last_removed_hash", lastRemoved.hash())
                .build();
        return ofTheTrail(AuditType.AUDIT_PRUNED, "prune", details);
    }

    /** Says how many entries found no room in the queue and are in the log only. */
    static AuditEntry dropped(long records) {
        return ofTheTrail(
                AuditType.AUDIT_DROPPED,
                "record",
                AuditDetails.builder().put("records", records).build());
    }

    private static AuditEntry ofTheTrail(AuditType type, String action, AuditDetails details) {
        return of(AuditEvent.anonymous(type, action, "audit").with(details));
    }

    /** Whether the entry says that this was the last record to be removed. */
    boolean tellsOfRemoval(AuditPosition lastRemoved) {
        return type.equals(AuditType.AUDIT_PRUNED.text())
                && details.equals(pruned(lastRemoved).details());
    }

    /** Writes the entry's {@link #line} to the audit trail's log, which has nothing else. */
    void log() {
        LINES.info(line());
    }

    /** UTC with microseconds, always of the same length. */
    public String time() {
        return AuditJson.time(timestamp);
    }

    /** The error's code, and after a colon its text if there is one. */
    public Optional<String> error() {
        return errorCode.map(code -> errorText.map(text -> code + ": " + text).orElse(code));
    }

    /** One line of JSON with the field names of the log, all of them always there. */
    String line() {
        ObjectNode json = AuditJson.object();
        json.put("timestamp", time());
        json.put("event_type", type);
        json.put("user_name", user.orElse(null));
        json.put("user_token_prefix", tokenPrefix.orElse(null));
        json.put("source_ip", sourceIp.orElse(null));
        json.put("resource", resource);
        json.put("action", action);
        json.put("status", status);
        json.putRawValue("details", new RawValue(details));
        json.put("error", error().orElse(null));
        return AuditJson.write(json);
    }
}
