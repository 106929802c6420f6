package io.github.sqldatabricks.bridge.api.security;

import io.github.sqldatabricks.bridge.access.AccessControl;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses every request without a valid {@code Authorization: Bearer} token (RFC 6750, section 2.1), before it is known
 * whether its path exists. Health, metrics and the OpenAPI document are no resources and never come here.
 */
@Provider
@PreMatching
@Priority(Priorities.AUTHENTICATION)
public class TokenFilter implements ContainerRequestFilter {

    private static final Set<String> OPEN_PATHS = Set.of("", "/");

    private final AccessControl access;
    private final Caller caller;

    @Inject
    public TokenFilter(AccessControl access, Caller caller) {
        this.access = access;
        this.caller = caller;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!OPEN_PATHS.contains(request.getUriInfo().getPath())) {
            caller.become(access.authenticate(token(request)));
        }
    }

    private static Optional<String> token(ContainerRequestContext request) {
        return BearerToken.in(Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION)));
    }
}
