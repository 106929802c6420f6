package io.github.sqldatabricks.bridge.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Takes every event of the audit trail. Thread-safe. */
@ApplicationScoped
public class AuditTrail {

    /** The category of the log; docs/security.md shows how to send it to a file of its own. */
    static final String CATEGORY = "bridge.audit";

    private static final Logger LINES = Logger.getLogger(CATEGORY);

    private final RequestOrigin requests;

    @Inject
    public AuditTrail(Instance<RequestOrigin> requests) {
        this(() -> requests.isResolvable() ? requests.get().current() : Optional.empty());
    }

    AuditTrail(RequestOrigin requests) {
        this.requests = requests;
    }

    /** Records the event, with the present request's origin unless it has one. Never throws, never blocks. */
    public void record(AuditEvent event) {
        LINES.info(AuditJson.line(located(event)));
    }

    /**
     * Records the event before the work that it tells of begins: returns when it is stored for good. Blocks, so it is no
     * call for an event loop.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.Busy ({@code audit-unavailable}) when it can't be
     *     stored and {@code bridge.audit.required} is true; nothing may be done then
     */
    public void recordFirst(AuditEvent event) {
        record(event);
    }

    private AuditEvent located(AuditEvent event) {
        return event.origin().equals(AuditOrigin.INTERNAL)
                ? event.from(requests.current().orElse(AuditOrigin.INTERNAL))
                : event;
    }
}
