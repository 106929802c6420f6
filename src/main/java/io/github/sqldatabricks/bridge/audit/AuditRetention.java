package io.github.sqldatabricks.bridge.audit;

/** What a record says of the records that were removed; {@link AuditVerifier} reads it. */
final class AuditRetention {

    private static final String SEQUENCE = "last_removed_sequence";
    private static final String HASH = "last_removed_hash";

    private AuditRetention() {}

    static AuditEntry entry(AuditPosition lastRemoved) {
        AuditDetails details = AuditDetails.builder()
                .put(SEQUENCE, lastRemoved.sequence())
                .put(HASH, lastRemoved.hash())
                .build();
        return AuditEntry.of(
                AuditEvent.anonymous(AuditType.AUDIT_PRUNED, "prune", "audit").with(details));
    }

    /** Whether the entry says that this was the last to be removed. */
    static boolean tells(AuditEntry entry, AuditPosition anchor) {
        return entry.type().equals(AuditType.AUDIT_PRUNED.text())
                && entry.details().equals(entry(anchor).details());
    }
}
