package io.github.sqldatabricks.bridge.console.login;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.access.BrowserSessions;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.ProblemMapper;
import io.github.sqldatabricks.bridge.api.security.Login;
import io.github.sqldatabricks.bridge.api.security.oidc.BrowserLogin;
import io.github.sqldatabricks.bridge.console.Form;
import io.github.sqldatabricks.bridge.console.LoginForm;
import io.github.sqldatabricks.bridge.console.LoginPage;
import io.github.sqldatabricks.bridge.console.Pages;
import io.github.sqldatabricks.bridge.model.BridgeException;
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

/** Log-in with a token, and log-out. The token is forgotten as soon as it is known whose it is. */
@Path(ConsolePath.ROOT)
@Blocking
public class LoginResource {

    private final SafeWay way;
    private final AccessControl access;
    private final BrowserSessions sessions;
    private final BrowserLogin provider;
    private final Login login;
    private final LoginPage page;
    private final Pages pages;
    private final Visit visit;
    private final HttpServerRequest request;

    public LoginResource(
            SafeWay way,
            AccessControl access,
            BrowserSessions sessions,
            BrowserLogin provider,
            Login login,
            LoginPage page,
            Pages pages,
            Visit visit,
            HttpServerRequest request) {
        this.way = way;
        this.access = access;
        this.sessions = sessions;
        this.provider = provider;
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
            return pages.to(WayBack.safe(to));
        }
        return page.answer(Response.Status.OK.getStatusCode(), form(to, "", way.isOf(request) ? "" : SafeWay.HOW));
    }

    /** Begins a session. */
    @POST
    @Path("/login")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response open(String body) {
        Form form = Form.of(body);
        String to = form.text("to").orElse("/");
        way.require(request);
        String given = form.text("token").orElse("").strip();
        try {
            Principal principal = login.authenticate(request, given);
            return pages.redirect(WayBack.safe(to))
                    .cookie(SessionCookie.set(request, sessions.open(principal, given)))
                    .build();
        } catch (BridgeException.NotAuthenticated | BridgeException.TooManyAttempts e) {
            Response again = page.answer(ProblemMapper.status(e), form(to, e.getMessage(), ""));
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

    private LoginForm form(String to, String problem, String refused) {
        return new LoginForm(
                pages.base(),
                WayBack.safe(to),
                problem,
                refused,
                provider.provider().orElse(""));
    }
}
