package io.github.sqldatabricks.bridge.api.audit;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.security.Administrators;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.audit.AuditConfig;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The audit trail as administrators may read it, whoever asks. Reading it is recorded, too. Thread-safe, blocking. */
@ApplicationScoped
public class AuditViews {

    private static final String READ = "read";
    private static final String VERIFY = "verify";
    private static final String TRAIL = "audit";

    private final AuditStore store;
    private final AuditTrail trail;
    private final Administrators administrators;
    private final AuditVerification verification;
    private final AuditConfig config;

    public AuditViews(
            AuditStore store,
            AuditTrail trail,
            Administrators administrators,
            AuditVerification verification,
            AuditConfig config) {
        this.store = store;
        this.trail = trail;
        this.administrators = administrators;
        this.verification = verification;
        this.config = config;
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

    /**
     * How the trail's table is.
     *
     * @throws BridgeException.NotAllowed when the principal is no administrator
     */
    public AuditStateView state(Principal principal) {
        administrators.require(principal, READ, TRAIL);
        AuditPosition anchor = store.anchor();
        AuditPosition head = store.head();
        Optional<AuditRecord> oldest =
                store.after(anchor.sequence(), 1).stream().findFirst();
        return new AuditStateView(
                head.sequence() - anchor.sequence(),
                head.sequence(),
                head.hash(),
                oldest.map(AuditRecord::sequence).orElse(null),
                oldest.map(record -> record.entry().time()).orElse(null),
                config.key().isPresent(),
                trail.waiting(),
                trail.problem().orElse(null),
                verification.isRunning(),
                verification.last().orElse(null));
    }

    /**
     * Verifies the whole chain, and records that it was asked for.
     *
     * @throws BridgeException.NotAllowed when the principal is no administrator
     * @throws BridgeException.Busy while another verification goes on
     */
    public AuditStateView.VerificationView verify(Principal principal) {
        administrators.require(principal, VERIFY, TRAIL);
        return trail.around(AuditEvent.by(principal.name(), AuditType.AUDIT_READ, VERIFY, TRAIL), verification::verify);
    }
}
