package io.github.sqldatabricks.bridge.console.login;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.BrowserSessions;
import io.github.sqldatabricks.bridge.access.BrowserSessions.BrowserSession;
import io.github.sqldatabricks.bridge.access.DeploymentConfig;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.security.Login;
import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * The only door to the console. It opens by the session's cookie, which no other path reads, and takes nothing that another site sends;
 * who has no session is led to the log-in page. Switched off, there is nothing behind it.
 */
@ApplicationScoped
public class ConsoleDoor {

    private static final int MOST_LOOK_UPS = 10;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Set<String> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final ConsoleConfig config;
    private final AccessControl access;
    private final BrowserSessions sessions;
    private final Login login;
    private final Caller caller;
    private final Visit visit;
    private final Semaphore lookUps = new Semaphore(MOST_LOOK_UPS);

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
        Optional<String> secret = SessionCookie.of(request);
        return secret.isEmpty()
                ? Uni.createFrom().item(() -> refuse(context, request))
                : Uni.createFrom()
                        .item(() -> find(secret.get()))
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                        .map(session -> enter(context, request, session));
    }

    /** Whoever makes up cookies takes no more than a few connections of the store from others. */
    private Optional<BrowserSession> find(String secret) {
        if (!lookUps.tryAcquire()) {
            throw new BridgeException.Busy(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "Too many pages are asked for at once. Try again after the seconds in Retry-After.",
                    RETRY_AFTER);
        }
        try {
            return sessions.use(secret);
        } finally {
            lookUps.release();
        }
    }

    private Response enter(
            ContainerRequestContext context, HttpServerRequest request, Optional<BrowserSession> session) {
        Optional<Principal> principal = session.flatMap(BrowserSession::present);
        if (principal.isEmpty()) {
            login.unknownSession(request);
            return refuse(context, request);
        }
        visit.enter(session.orElseThrow());
        caller.become(principal.get());
        login.entered(request, principal.get(), session.orElseThrow());
        return null;
    }

    /** A stream hears of the end of its session, a page leads to the log-in and back. */
    private static Response refuse(ContainerRequestContext context, HttpServerRequest request) {
        String accepted =
                Optional.ofNullable(context.getHeaderString(HttpHeaders.ACCEPT)).orElse("");
        if (accepted.contains(MediaType.SERVER_SENT_EVENTS)) {
            throw new BridgeException.NotAuthenticated(ErrorCode.TOKEN_MISSING, "The session has ended. Log in again.");
        }
        String root = context.getUriInfo().getBaseUri().getPath();
        String login = root + (root.endsWith("/") ? "" : "/") + ConsolePath.ROOT.substring(1) + "/login";
        return Response.status(Response.Status.SEE_OTHER)
                .header(
                        HttpHeaders.LOCATION,
                        context.getMethod().equals(HttpMethod.GET) ? login + "?to=" + wanted(request) : login)
                .build();
    }

    /** The address as it was sent: decoded, it might be none. */
    private static String wanted(HttpServerRequest request) {
        String uri = request.uri();
        return URLEncoder.encode(
                uri.substring(uri.indexOf(ConsolePath.ROOT) + ConsolePath.ROOT.length()), StandardCharsets.UTF_8);
    }
}
