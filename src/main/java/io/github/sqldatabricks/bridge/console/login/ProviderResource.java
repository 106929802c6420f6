package io.github.sqldatabricks.bridge.console.login;

import io.github.sqldatabricks.bridge.access.BrowserSessions;
import io.github.sqldatabricks.bridge.access.ExternalIdentity;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.api.security.Login;
import io.github.sqldatabricks.bridge.api.security.oidc.BrowserLogin;
import io.github.sqldatabricks.bridge.console.Pages;
import io.quarkus.oidc.Tenant;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/**
 * Log-in at the OpenID Connect provider. Who is not known is sent there by the extension; who comes back gets a session of ours, as with
 * a token, and nothing of the provider's is kept.
 */
@Path(ConsolePath.ROOT)
@Blocking
@Authenticated
@Tenant(BrowserLogin.TENANT)
public class ProviderResource {

    private final BrowserLogin provider;
    private final SecurityIdentity known;
    private final Login login;
    private final BrowserSessions sessions;
    private final Pages pages;
    private final HttpServerRequest request;

    public ProviderResource(
            BrowserLogin provider,
            SecurityIdentity known,
            Login login,
            BrowserSessions sessions,
            Pages pages,
            HttpServerRequest request) {
        this.provider = provider;
        this.known = known;
        this.login = login;
        this.sessions = sessions;
        this.pages = pages;
        this.request = request;
    }

    /** Leads to the provider. */
    @GET
    @Path(BrowserLogin.BEGIN)
    public Response begin() {
        return enter();
    }

    /** Where the provider leads back to. */
    @GET
    @Path(BrowserLogin.ANSWER)
    public Response answer() {
        return enter();
    }

    private Response enter() {
        if (provider.provider().isEmpty()) {
            throw new NotFoundException();
        }
        BrowserLogin.forget(request);
        String to = WayBack.take(request);
        ExternalIdentity identity = provider.identity(known);
        login.authenticate(request, identity);
        return pages.redirect(to)
                .cookie(SessionCookie.set(request, sessions.open(identity)))
                .build();
    }
}
