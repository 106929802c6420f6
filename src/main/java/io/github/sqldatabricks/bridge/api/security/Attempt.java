package io.github.sqldatabricks.bridge.api.security;

import io.github.sqldatabricks.bridge.access.ExternalIdentity;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.audit.AuditDetails;
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
 * @param identity for whom the identity provider made the token; empty for tokens of the bridge
 */
record Attempt(Optional<String> token, String source, String method, String path, Optional<ExternalIdentity> identity) {

    static Attempt of(HttpServerRequest request) {
        return new Attempt(
                BearerToken.in(Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))),
                SourceAddress.of(request),
                request.method().name(),
                Optional.ofNullable(request.path()).orElse("/"),
                Optional.empty());
    }

    /** The same, for whom the identity provider vouches. */
    Attempt by(ExternalIdentity known) {
        return new Attempt(token, source, method, path, Optional.of(known));
    }

    /** A record of the audit trail about it; holds the beginning of the token's digest only. */
    AuditEvent audited(AuditType type) {
        return AuditEvent.anonymous(type, method, path).from(origin()).with(person());
    }

    /** A record of the audit trail that it succeeded. */
    AuditEvent succeeded(Principal principal) {
        return AuditEvent.by(principal.name(), AuditType.AUTH_SUCCESS, method, path)
                .from(origin())
                .with(person());
    }

    /** The user of an identity provider is an entry that many may act as; this is who it was. */
    private AuditDetails person() {
        return identity.map(known -> AuditDetails.builder()
                        .put("person", known.person())
                        .put("subject", known.subject())
                        .build())
                .orElse(AuditDetails.NONE);
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
