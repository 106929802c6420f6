package io.github.sqldatabricks.bridge.audit;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/** Begins and ends the audit trail with the process. */
@ApplicationScoped
public class AuditLifecycle {

    private final AuditTrail trail;

    public AuditLifecycle(AuditTrail trail) {
        this.trail = trail;
    }

    void onStart(@Observes StartupEvent event) {
        trail.announce();
    }

    /** After the drain, which still records how work ended. */
    void onStop(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) ShutdownEvent event) {
        trail.close();
    }
}
