package io.github.sqldatabricks.bridge.api.security.oidc;

import io.github.sqldatabricks.bridge.access.ExternalIdentity;
import io.github.sqldatabricks.bridge.api.ConsolePath;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/**
 * Logging in to the console at the OpenID Connect provider: by an authorization code, with PKCE and a nonce. The extension does it on the
 * two paths of the tenant {@link #TENANT}, and nowhere else; what comes of it is whom the provider vouches for.
 */
@ApplicationScoped
public class BrowserLogin {

    /** The extension's name for it. */
    public static final String TENANT = "console";

    /** Where a browser is sent to the provider from, below the console's path. */
    public static final String BEGIN = "/login/provider";

    /** Where the provider sends it back to. */
    public static final String ANSWER = BEGIN + "/answer";

    private static final Logger LOG = Logger.getLogger(BrowserLogin.class);
    private static final String STATE_COOKIE = "q_auth";
    private static final int MOST_CAUSES = 5;
    private static final int LONGEST_REASON = 300;
    private static final String SESSION_COOKIE = "q_session";

    private final Optional<String> provider;
    private final Duration lifetime;

    public BrowserLogin(IdentityProviderTenant tenant) {
        Optional<IdentityProviderTenant.Settings> settings = tenant.settings();
        Optional<BrowserClient> client = settings.flatMap(IdentityProviderTenant.Settings::browser);
        this.provider = client.flatMap(there -> settings)
                .map(known -> URI.create(known.issuer()).getHost());
        this.lifetime = client.map(BrowserClient::sessionLifetime).orElse(Duration.ZERO);
    }

    /** The provider's host, to be shown; empty when nobody can log in there. */
    public Optional<String> provider() {
        return provider;
    }

    /** Whether a path, from the root of the service, is one of this log-in. */
    public static boolean covers(String path) {
        return isAt(path, BEGIN) || isAnswer(path);
    }

    /** Whether a path is the one that the provider sends browsers back to. */
    public static boolean isAnswer(String path) {
        return isAt(path, ANSWER);
    }

    /** As resources are found: a slash at the end, and parameters of the path, make no other one of it. */
    private static boolean isAt(String path, String wanted) {
        String plain = path.split(";", 2)[0];
        String from = plain.startsWith("/") ? plain : "/" + plain;
        return from.equals(ConsolePath.ROOT + wanted) || from.equals(ConsolePath.ROOT + wanted + "/");
    }

    /** Whether the browser was sent to the provider by this service, not long ago. */
    public static boolean wasSent(HttpServerRequest request) {
        return cookies(request, STATE_COOKIE).findAny().isPresent();
    }

    /** Whether the browser brings a session of the extension, which this service never leaves: with it, no code would be looked at. */
    public static boolean hasForeignSession(HttpServerRequest request) {
        return cookies(request, SESSION_COOKIE).findAny().isPresent();
    }

    /** For whom the provider vouches, from now on for the lifetime of a session. */
    public ExternalIdentity identity(SecurityIdentity known) {
        JsonWebToken claims = (JsonWebToken) known.getPrincipal();
        return new ExternalIdentity(
                claims.getSubject(),
                known.getRoles(),
                claims.getName(),
                Instant.now().plus(lifetime));
    }

    /**
     * Nobody is known when a browser comes back. The log says what the provider has answered, and of the extension's reason, which may
     * hold a token, only its kind.
     */
    public BridgeException failed(HttpServerRequest request, Throwable reason) {
        String kinds = Stream.iterate(reason, Objects::nonNull, Throwable::getCause)
                .limit(MOST_CAUSES)
                .map(cause -> cause.getClass().getSimpleName())
                .collect(Collectors.joining(" < "));
        LOG.warnf(
                "A log-in at the identity provider failed: error=\"%s\" description=\"%s\" reason=\"%s\"",
                plain(request.getParam("error")), plain(request.getParam("error_description")), kinds);
        return new BridgeException.NotAuthenticated(
                ErrorCode.PROVIDER_LOGIN_FAILED,
                "Expected this browser within 5 minutes, with a log-in that " + provider.orElse("the identity provider")
                        + " has made for it and confirms, but it did not come so. Log in again.");
    }

    /** What a stranger may have written, for one line of a log. */
    private static String plain(String text) {
        String known = Optional.ofNullable(text)
                .orElse("")
                .replaceAll("[^\\p{L}\\p{N}\\p{P}\\p{S} ]", " ")
                .replace('"', '\'');
        return known.substring(0, Math.min(known.length(), LONGEST_REASON));
    }

    /** The provider is needed and does not answer. */
    public BridgeException unavailable() {
        return new BridgeException.RemoteTransient(
                ErrorCode.IDENTITY_PROVIDER_UNAVAILABLE,
                "Expected " + provider.orElse("the identity provider")
                        + " to answer, but it did not. Tokens of the bridge go on working.",
                null);
    }

    /** Takes back what the extension would leave in the browser beside our session. */
    public static void forget(HttpServerRequest request) {
        cookies(request, SESSION_COOKIE).map(Cookie::getName).toList().forEach(request.response()::removeCookies);
    }

    /** What a browser keeps while it is at the provider goes by TLS alone where there is TLS; the extension does not look at proxies. */
    public static void secure(HttpServerRequest request, boolean tls) {
        cookies(request, STATE_COOKIE).forEach(cookie -> cookie.setSecure(tls));
    }

    private static Stream<Cookie> cookies(HttpServerRequest request, String kind) {
        return request.cookies().stream().filter(cookie -> cookie.getName().startsWith(kind));
    }
}
