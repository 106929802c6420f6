package io.github.sqldatabricks.bridge.api.security;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.access.Session;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Refuses every request without a valid {@code Authorization: Bearer} token (RFC 6750, section 2.1), before it is known
 * whether its path exists. Health, metrics and the OpenAPI document are no resources and never come here. {@code OPTIONS} needs
 * none: browsers send it without one, and it tells what the OpenAPI document does. Nor do pages of the console, which have a door of
 * their own (console.login.ConsoleDoor) and never look at this header.
 */
public class TokenFilter {

    private static final String CHALLENGE = "Bearer realm=\"sql-databricks-bridge\"";
    private static final String WRONG_TOKEN = CHALLENGE + ", error=\"invalid_token\"";

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
        String path = context.getUriInfo().getPath();
        if (OPEN_PATHS.contains(path) || isPreflight(context) || ConsolePath.covers(path)) {
            return Uni.createFrom().voidItem();
        }
        return login.open(request).invoke(caller::become).replaceWithVoid();
    }

    /** Tells the caller of a 401 how to log in, as RFC 9110 (section 15.5.2) and RFC 6750 (section 3) ask. */
    @ServerResponseFilter
    public void challenge(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() == Response.Status.UNAUTHORIZED.getStatusCode()) {
            boolean sentOne = request.getHeaderString(HttpHeaders.AUTHORIZATION) != null;
            response.getHeaders().putSingle(HttpHeaders.WWW_AUTHENTICATE, sentOne ? WRONG_TOKEN : CHALLENGE);
        }
    }

    private static boolean isPreflight(ContainerRequestContext context) {
        return context.getMethod().equals(HttpMethod.OPTIONS);
    }

    /** Who makes the current request. Inject it into a resource; {@link TokenFilter} has filled it by then. */
    @RequestScoped
    public static class Caller {

        private Principal principal;
        private Session session;

        /** @throws IllegalStateException for a request that needs no token, such as {@code GET /} */
        public Principal principal() {
            if (principal == null) {
                throw new IllegalStateException(
                        "this request was not authenticated: it is on the open list of TokenFilter");
            }
            return principal;
        }

        /** The user's name; empty for a request that needs no token. */
        public Optional<String> name() {
            return Optional.ofNullable(principal).map(Principal::name);
        }

        /** By which it can be asked later who it is, for an answer that takes long; empty for requests of the console. */
        public Optional<Session> session() {
            return Optional.ofNullable(session);
        }

        /** As {@link #become(Principal)}, of a request with a token. */
        public void become(Session opened) {
            session = opened;
            become(opened.principal());
        }

        /** Whoever finds out who it is says so, before any resource is called. */
        public void become(Principal authenticated) {
            principal = authenticated;
        }
    }
}
