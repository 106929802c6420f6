package io.github.sqldatabricks.bridge.console.login;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.BrowserSession;
import io.github.sqldatabricks.bridge.access.BrowserSessions;
import io.github.sqldatabricks.bridge.access.DeploymentConfig;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.security.Caller;
import io.github.sqldatabricks.bridge.api.security.Login;
import io.github.sqldatabricks.bridge.console.Assets;
import io.github.sqldatabricks.bridge.console.ConsoleConfig;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Environment;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * The only door to the console. It opens by the session's cookie, which no other path reads, and takes nothing that another site sends;
 * who has no session is led to the log-in page. Switched off, there is nothing behind it.
 */
@ApplicationScoped
public class ConsoleDoor {

    private static final Set<String> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final ConsoleConfig config;
    private final AccessControl access;
    private final BrowserSessions sessions;
    private final Login login;
    private final Caller caller;
    private final Visit visit;

    public ConsoleDoor(
            ConsoleConfig config,
            AccessControl access,
            BrowserSessions sessions,
            Login login,
            Caller caller,
            Visit visit) {
        this.config = config;
        this.access = access;
        this.sessions = sessions;
        this.login = login;
        this.caller = caller;
        this.visit = visit;
    }

    /** @throws IllegalStateException when production would take tokens over plain HTTP; the start ends then */
    void onStart(@Observes StartupEvent event, DeploymentConfig deployment) {
        if (config.allowHttp() && deployment.environment() == Environment.PRODUCTION) {
            throw new IllegalStateException("Production never takes tokens over plain HTTP: unset"
                    + " bridge.console.allow-http, and serve the console by https (docs/security.md).");
        }
    }

    /** Lets the request in, with its caller known, or answers it. */
    @ServerRequestFilter(preMatching = true, priority = Priorities.AUTHENTICATION - 1)
    public Uni<Response> filter(ContainerRequestContext context, HttpServerRequest request) {
        String path = context.getUriInfo().getPath();
        if (!ConsolePath.covers(path)) {
            return Uni.createFrom().nullItem();
        }
        if (!config.enabled()) {
            return Uni.createFrom().failure(NotFoundException::new);
        }
        if (!HARMLESS.contains(context.getMethod())) {
            CrossSite.refuse(request);
        }
        if (access.isOpen()) {
            caller.become(Principal.ANYBODY);
            return Uni.createFrom().nullItem();
        }
        if (Assets.openPaths().stream().anyMatch(path::startsWith)) {
            return Uni.createFrom().nullItem();
        }
        return Uni.createFrom()
                .item(() -> SessionCookie.of(request).flatMap(sessions::use))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .map(session -> enter(context, request, session));
    }

    private Response enter(
            ContainerRequestContext context, HttpServerRequest request, Optional<BrowserSession> session) {
        Optional<Principal> principal = session.flatMap(BrowserSession::present);
        if (principal.isEmpty()) {
            return refuse(context);
        }
        visit.enter(session.orElseThrow());
        caller.become(principal.get());
        login.entered(request, principal.get(), session.orElseThrow().shortId());
        return null;
    }

    /** A stream hears of the end of its session, a page leads to the log-in and back. */
    private static Response refuse(ContainerRequestContext context) {
        String accepted =
                Optional.ofNullable(context.getHeaderString(HttpHeaders.ACCEPT)).orElse("");
        if (accepted.contains(MediaType.SERVER_SENT_EVENTS)) {
            throw new BridgeException.NotAuthenticated(ErrorCode.TOKEN_MISSING, "The session has ended. Log in again.");
        }
        return Response.seeOther(loginPage(context)).build();
    }

    private static URI loginPage(ContainerRequestContext context) {
        UriInfo uri = context.getUriInfo();
        UriBuilder page = uri.getBaseUriBuilder().path(ConsolePath.ROOT + "/login");
        if (context.getMethod().equals(HttpMethod.GET)) {
            String query = uri.getRequestUri().getRawQuery();
            String path = "/" + uri.getPath().replaceFirst("^/*", "");
            page.queryParam("to", "{to}");
            return page.build(path.substring(ConsolePath.ROOT.length()) + (query == null ? "" : "?" + query));
        }
        return page.build();
    }
}
