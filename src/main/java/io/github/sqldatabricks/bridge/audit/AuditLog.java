package io.github.sqldatabricks.bridge.audit;

import org.jboss.logging.Logger;

/** The log of the audit trail: its messages are the entries' JSON lines and nothing else. */
final class AuditLog {

    /** docs/security.md shows how to send it to a file of its own. */
    private static final Logger LINES = Logger.getLogger("bridge.audit");

    private AuditLog() {}

    static void write(AuditEntry entry) {
        LINES.info(entry.line());
    }

    /** Keeps the position where whoever can change the table can't change it, for {@code bridge audit verify --expect}. */
    static void checkpoint(AuditPosition position) {
        AuditDetails details = AuditDetails.builder()
                .put("sequence", position.sequence())
                .put("hash", position.hash())
                .build();
        write(AuditEntry.of(AuditEvent.anonymous(AuditType.AUDIT_CHECKPOINT, "checkpoint", "audit")
                .with(details)));
    }
}
