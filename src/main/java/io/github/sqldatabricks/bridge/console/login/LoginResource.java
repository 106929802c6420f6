package io.github.sqldatabricks.bridge.console.login;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.BrowserSessions;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.ProblemMapper;
import io.github.sqldatabricks.bridge.api.security.Login;
import io.github.sqldatabricks.bridge.console.ConsoleConfig;
import io.github.sqldatabricks.bridge.console.Form;
import io.github.sqldatabricks.bridge.console.LoginForm;
import io.github.sqldatabricks.bridge.console.LoginPage;
import io.github.sqldatabricks.bridge.console.Pages;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Log-in with a token, and log-out. The token is forgotten as soon as it is known whose it is. */
@Path(ConsolePath.ROOT)
@Blocking
public class LoginResource {

    /** A path below the console's, and nothing that a browser could take for another place. */
    private static final Pattern SAFE = Pattern.compile("/(?!/)[^\\\\\\p{Cntrl}]{0,2000}");

    /** No name that somebody else could make mean this machine. */
    private static final Pattern LOCAL = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");

    private static final Pattern FORWARDED = Pattern.compile("(?i)forwarded|x-forwarded-.*|x-real-ip|via");

    private final ConsoleConfig config;
    private final AccessControl access;
    private final BrowserSessions sessions;
    private final Login login;
    private final LoginPage page;
    private final Pages pages;
    private final Visit visit;
    private final HttpServerRequest request;

    public LoginResource(
            ConsoleConfig config,
            AccessControl access,
            BrowserSessions sessions,
            Login login,
            LoginPage page,
            Pages pages,
            Visit visit,
            HttpServerRequest request) {
        this.config = config;
        this.access = access;
        this.sessions = sessions;
        this.login = login;
        this.page = page;
        this.pages = pages;
        this.visit = visit;
        this.request = request;
    }

    /** The form; whoever needs no token is led on. */
    @GET
    @Path("/login")
    public Response form(@QueryParam("to") String to) {
        if (access.isOpen()) {
            return pages.to(safe(to));
        }
        return page.answer(
                Response.Status.OK.getStatusCode(),
                new LoginForm(pages.base(), safe(to), "", isSafeWay() ? "" : howToComeSafely()));
    }

    /** Begins a session. */
    @POST
    @Path("/login")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response open(String body) {
        Form form = Form.of(body);
        String to = form.text("to").orElse("/");
        if (!isSafeWay()) {
            throw new BridgeException.NotAllowed(ErrorCode.LOGIN_NEEDS_TLS, howToComeSafely());
        }
        String given = form.text("token").orElse("").strip();
        try {
            Principal principal = login.authenticate(request, given);
            return pages.redirect(safe(to))
                    .cookie(SessionCookie.set(request, sessions.open(principal, given)))
                    .build();
        } catch (BridgeException.NotAuthenticated | BridgeException.TooManyAttempts e) {
            Response again =
                    page.answer(ProblemMapper.status(e), new LoginForm(pages.base(), safe(to), e.getMessage(), ""));
            ProblemMapper.retryAfter(e)
                    .ifPresent(wait -> again.getHeaders().putSingle(HttpHeaders.RETRY_AFTER, wait.toSeconds()));
            return again;
        }
    }

    /** Ends the session, on the server too. */
    @POST
    @Path("/logout")
    public Response close() {
        visit.session().ifPresent(sessions::end);
        return pages.redirect("/login").cookie(SessionCookie.remove(request)).build();
    }

    private static String safe(String to) {
        return to != null && SAFE.matcher(to).matches() && isAddress(to) ? to : "/";
    }

    private static boolean isAddress(String to) {
        try {
            return !new URI(to).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private boolean isSafeWay() {
        return SessionCookie.isSecure(request) || config.allowHttp() || isThisMachine();
    }

    /** A browser of this machine, and not whoever comes through a proxy on it. */
    private boolean isThisMachine() {
        return isLoopback(request.remoteAddress().hostAddress())
                && request.authority() != null
                && LOCAL.matcher(request.authority().host()).matches()
                && request.headers().names().stream()
                        .noneMatch(name -> FORWARDED.matcher(name).matches());
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String howToComeSafely() {
        return "This page was reached over plain HTTP, where a token could be read on the way. Open it by https. When TLS"
                + " ends at a proxy, the bridge has to trust it (quarkus.http.proxy.*, docs/security.md).";
    }
}
