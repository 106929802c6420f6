package io.github.sqldatabricks.bridge.api.security;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses every request without a valid {@code Authorization: Bearer} token (RFC 6750, section 2.1), before it is known
 * whether its path exists. Health, metrics and the OpenAPI document are no resources and never come here. {@code OPTIONS} needs
 * none: browsers send it without one, and it tells what the OpenAPI document does.
 */
public class TokenFilter {

    private static final Set<String> OPEN_PATHS = Set.of("", "/");

    private final Login login;
    private final Caller caller;

    public TokenFilter(Login login, Caller caller) {
        this.login = login;
        this.caller = caller;
    }

    /** Lets the request through, with its caller known, or fails as {@link Login#authenticate} does. */
    @ServerRequestFilter(preMatching = true, priority = Priorities.AUTHENTICATION)
    public Uni<Void> filter(ContainerRequestContext context, HttpServerRequest request) {
        if (OPEN_PATHS.contains(context.getUriInfo().getPath()) || isPreflight(context)) {
            return Uni.createFrom().voidItem();
        }
        return login.authenticate(request).invoke(caller::become).replaceWithVoid();
    }

    private static boolean isPreflight(ContainerRequestContext context) {
        return context.getMethod().equals(HttpMethod.OPTIONS);
    }
}
