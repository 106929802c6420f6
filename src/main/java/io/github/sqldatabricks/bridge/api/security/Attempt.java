package io.github.sqldatabricks.bridge.api.security;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.audit.AuditEvent;
import io.github.sqldatabricks.bridge.audit.AuditOrigin;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;

/**
 * A request that has to say who it is.
 *
 * @param token what it carries
 * @param source the address it comes from
 * @param method such as {@code GET}
 * @param path what it asks for
 */
record Attempt(Optional<String> token, String source, String method, String path) {

    static Attempt of(HttpServerRequest request) {
        return new Attempt(
                BearerToken.in(Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))),
                SourceAddress.of(request),
                request.method().name(),
                Optional.ofNullable(request.path()).orElse("/"));
    }

    /** A record of the audit trail about it; holds the beginning of the token's digest only. */
    AuditEvent audited(AuditType type) {
        return AuditEvent.anonymous(type, method, path).from(origin());
    }

    /** A record of the audit trail that it succeeded. */
    AuditEvent succeeded(Principal principal) {
        return AuditEvent.by(principal.name(), AuditType.AUTH_SUCCESS, method, path)
                .from(origin());
    }

    /** Where it comes from; of the token only the beginning of its digest. */
    AuditOrigin origin() {
        return AuditOrigin.of(token, Optional.of(source));
    }

    /** As in logs: without the token. */
    @Override
    public String toString() {
        return method + " " + path + " from " + source;
    }
}
