package io.github.sqldatabricks.bridge.console.login;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.api.Problem;
import io.github.sqldatabricks.bridge.api.ProblemMapper;
import io.github.sqldatabricks.bridge.api.security.Login;
import io.github.sqldatabricks.bridge.api.security.oidc.BrowserLogin;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Stands before the log-in at the provider: where there is none, there is nothing; nobody is sent there on a way that others can read;
 * and who comes from there was sent there by this service.
 */
public class ProviderDoor {

    private final BrowserLogin provider;
    private final AccessControl access;
    private final SafeWay way;
    private final Login login;
    private final ProblemMapper problems;

    public ProviderDoor(BrowserLogin provider, AccessControl access, SafeWay way, Login login, ProblemMapper problems) {
        this.provider = provider;
        this.access = access;
        this.way = way;
        this.login = login;
        this.problems = problems;
    }

    /** Behind ConsoleDoor, and before the extension, which would send everybody to the provider. */
    @ServerRequestFilter(preMatching = true, priority = Priorities.AUTHENTICATION)
    public void filter(ContainerRequestContext context, HttpServerRequest request) {
        String path = context.getUriInfo().getPath();
        if (!BrowserLogin.covers(path)) {
            return;
        }
        if (provider.provider().isEmpty() || access.isOpen()) {
            throw new NotFoundException();
        }
        way.require(request);
        login.requireAttemptsLeft(request);
        if (!BrowserLogin.isAnswer(path)) {
            CrossSite.refuseLink(request);
            WayBack.keep(request, context.getUriInfo().getQueryParameters().getFirst("to"));
        } else if (!BrowserLogin.wasSent(request)) {
            throw login.refused(request, notSent());
        } else if (BrowserLogin.hasForeignSession(request)) {
            BrowserLogin.forget(request);
            throw login.refused(request, foreignSession());
        }
    }

    /** What the extension answers is ours here: its cookies, and a 401 without a word when the provider was never reached. */
    @ServerResponseFilter(priority = Priorities.USER + 1)
    public void complete(
            ContainerRequestContext context, ContainerResponseContext response, HttpServerRequest request) {
        if (!BrowserLogin.covers(context.getUriInfo().getPath())) {
            return;
        }
        BrowserLogin.secure(request, SessionCookie.isSecure(request));
        boolean bare = response.getStatus() == Response.Status.UNAUTHORIZED.getStatusCode();
        if (bare && !(response.getEntity() instanceof Problem)) {
            Response said = problems.map(login.refused(request, provider.unavailable()));
            response.setStatus(said.getStatus());
            response.setEntity(said.getEntity(), null, said.getMediaType());
            response.getHeaders().putSingle(HttpHeaders.RETRY_AFTER, said.getHeaderString(HttpHeaders.RETRY_AFTER));
        }
    }

    private static BridgeException foreignSession() {
        return new BridgeException.NotAuthenticated(
                ErrorCode.PROVIDER_LOGIN_FAILED,
                "Expected a browser without cookies named q_session..., which another service of this host has left. Delete them, and"
                        + " log in again.");
    }

    private static BridgeException notSent() {
        return new BridgeException.NotAuthenticated(
                ErrorCode.PROVIDER_LOGIN_FAILED,
                "Expected a browser that this service has sent to the identity provider within the last 5 minutes, and that"
                        + " takes cookies. Log in again.");
    }
}
