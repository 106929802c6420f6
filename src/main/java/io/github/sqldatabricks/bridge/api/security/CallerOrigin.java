package io.github.sqldatabricks.bridge.api.security;

import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditTrail;
import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Where the present request comes from, for records of whatever it leads to in its own thread. */
@ApplicationScoped
public class CallerOrigin implements AuditTrail.RequestOrigin {

    private final CurrentVertxRequest connection;

    public CallerOrigin(CurrentVertxRequest connection) {
        this.connection = connection;
    }

    @Override
    public Optional<AuditEvent.Origin> current() {
        if (!Arc.container().requestContext().isActive()) {
            return Optional.empty();
        }
        // Consumers of channels have a request context, too, but no request.
        return Optional.ofNullable(connection.getCurrent())
                .map(RoutingContext::request)
                .map(request -> Attempt.of(request).origin());
    }
}
