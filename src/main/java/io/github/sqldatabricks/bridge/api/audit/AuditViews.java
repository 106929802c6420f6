package io.github.sqldatabricks.bridge.api.audit;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.security.Administrators;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The audit trail as administrators may read it, whoever asks. Reading it is recorded, too. Thread-safe, blocking. */
@ApplicationScoped
public class AuditViews {

    private static final String READ = "read";
    private static final String TRAIL = "audit";

    private final AuditStore store;
    private final AuditTrail trail;
    private final Administrators administrators;

    public AuditViews(AuditStore store, AuditTrail trail, Administrators administrators) {
        this.store = store;
        this.trail = trail;
        this.administrators = administrators;
    }

    /**
     * A page of records, newest first.
     *
     * @throws BridgeException.NotAllowed when the principal is no administrator
     * @throws BridgeException.InvalidRequest when a parameter is wrong
     */
    public AuditResource.Page list(Principal principal, AuditQuery query) {
        administrators.require(principal, READ, TRAIL);
        int size = query.size();
        List<AuditRecord> records = trail.around(
                AuditEvent.by(principal.name(), AuditType.AUDIT_READ, READ, TRAIL)
                        .with(query.details()),
                () -> store.newest(query.filter(), query.before(), size));
        return AuditResource.Page.of(records, records.size() == size);
    }
}
