package io.github.sqldatabricks.bridge.api.security;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;

/** Keeps what is about the whole service for administrators; who is refused is recorded. Thread-safe. */
@ApplicationScoped
public class Administrators {

    private final AuditTrail trail;

    public Administrators(AuditTrail trail) {
        this.trail = trail;
    }

    /**
     * Lets administrators pass.
     *
     * @param action what is asked for, and {@code resource} of what, for the record
     * @throws BridgeException.NotAllowed when the principal is none
     */
    public void require(Principal principal, String action, String resource) {
        if (principal.admin()) {
            return;
        }
        BridgeException.NotAllowed refusal = new BridgeException.NotAllowed(
                ErrorCode.ADMIN_ONLY,
                "'" + action + "' of '" + resource + "' is for users with 'admin: true' only; '" + principal.name()
                        + "' is none.");
        trail.record(AuditEvent.by(principal.name(), AuditType.PERMISSION_DENIED, action, resource)
                .failed(AuditEvent.Failure.of(refusal)));
        throw refusal;
    }
}
