package io.github.sqldatabricks.bridge.store;

/**
 * Keeps SQL Server from changing the audit trail's records, for any login: none is updated, and only those are deleted that
 * retention has taken leave of ({@code audit_head.anchor_number}). An embedded H2 belongs to the bridge's process alone, so that
 * nobody else could ask; it has no such trigger.
 */
final class AppendOnly {

    /** One statement of a batch; CREATE TRIGGER itself would need a batch of its own. */
    static final String TRIGGER = "EXEC (N'CREATE TRIGGER bridge.audit_append_only ON bridge.audit_entry"
            + " AFTER UPDATE, DELETE AS BEGIN SET NOCOUNT ON;"
            + " IF EXISTS (SELECT 1 FROM inserted) OR EXISTS (SELECT 1 FROM deleted d, bridge.audit_head h"
            + " WHERE d.sequence_number > h.anchor_number)"
            + " THROW 51000, ''bridge.audit_entry is append-only'', 1; END');";

    private AppendOnly() {}
}
