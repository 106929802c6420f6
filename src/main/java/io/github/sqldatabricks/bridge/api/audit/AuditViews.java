package io.github.sqldatabricks.bridge.api.audit;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The audit trail as administrators may read it, whoever asks. Reading it is recorded, too. Thread-safe, blocking. */
@ApplicationScoped
public class AuditViews {

    private static final String READ = "read";
    private static final String TRAIL = "audit";

    private final AuditStore store;
    private final AuditTrail trail;

    public AuditViews(AuditStore store, AuditTrail trail) {
        this.store = store;
        this.trail = trail;
    }

    /**
     * A page of records, newest first.
     *
     * @throws BridgeException.NotAllowed when the principal is no administrator
     * @throws BridgeException.InvalidRequest when a parameter is wrong
     */
    public AuditResource.Page list(Principal principal, AuditQuery query) {
        requireAdmin(principal);
        int size = query.size();
        List<AuditRecord> records = trail.around(
                AuditEvent.by(principal.name(), AuditType.AUDIT_READ, READ, TRAIL)
                        .with(query.details()),
                () -> store.newest(query.filter(), query.before(), size));
        return AuditResource.Page.of(records, records.size() == size);
    }

    private void requireAdmin(Principal principal) {
        if (principal.admin()) {
            return;
        }
        BridgeException.NotAllowed refusal = new BridgeException.NotAllowed(
                ErrorCode.ADMIN_ONLY,
                "The audit trail is for users with 'admin: true' only; '" + principal.name() + "' is none.");
        trail.record(AuditEvent.by(principal.name(), AuditType.PERMISSION_DENIED, READ, TRAIL)
                .failed(AuditEvent.Failure.of(refusal)));
        throw refusal;
    }
}
