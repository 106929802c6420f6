package io.github.sqldatabricks.bridge.api.audit;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.security.Caller;
import io.github.sqldatabricks.bridge.audit.AuditError;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditRecord;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows the audit trail to administrators. Reading it is recorded, too. */
@Path("/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Audit")
@Blocking
public class AuditResource {

    private static final String READ = "read";
    private static final String TRAIL = "audit";

    private final AuditStore store;
    private final AuditTrail trail;
    private final Caller caller;

    public AuditResource(AuditStore store, AuditTrail trail, Caller caller) {
        this.store = store;
        this.trail = trail;
        this.caller = caller;
    }

    /** Lists records, newest first. */
    @GET
    @Operation(
            operationId = "listAudit",
            summary = "List records of the audit trail, newest first",
            description =
                    "For users with admin: true only. Page by page without loss or doubles while records arrive: send"
                            + " 'next' of a page as 'after' of the next one.")
    @APIResponse(responseCode = "200", description = "The records")
    @APIResponse(responseCode = "400", description = "A parameter is wrong")
    @APIResponse(responseCode = "403", description = "The caller is no administrator")
    public AuditPage list(@BeanParam AuditQuery query) {
        requireAdmin(caller.principal());
        int size = query.size();
        List<AuditRecord> records = trail.around(
                AuditEvent.by(caller.principal().name(), AuditType.AUDIT_READ, READ, TRAIL)
                        .with(query.details()),
                () -> store.newest(query.filter(), query.before(), size));
        return AuditPage.of(records, records.size() == size);
    }

    private void requireAdmin(Principal principal) {
        if (principal.admin()) {
            return;
        }
        BridgeException.NotAllowed refusal = new BridgeException.NotAllowed(
                ErrorCode.ADMIN_ONLY,
                "The audit trail is for users with 'admin: true' only; '" + principal.name() + "' is none.");
        trail.record(AuditEvent.by(principal.name(), AuditType.PERMISSION_DENIED, READ, TRAIL)
                .failed(AuditError.of(refusal)));
        throw refusal;
    }
}
