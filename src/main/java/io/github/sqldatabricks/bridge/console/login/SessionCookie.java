package io.github.sqldatabricks.bridge.console.login;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.NewCookie;
import java.util.Optional;

/**
 * The cookie of a session. It is sent to this host alone, by TLS alone where there is TLS, and is out of reach for scripts. Lax, so that
 * a link from elsewhere opens a page: nothing is changed by GET.
 */
final class SessionCookie {

    /** The prefix makes browsers refuse one that another host, or plain HTTP, has set (RFC 6265bis, section 4.1.3). */
    private static final String SECURE = "__Host-bridge-session";

    private static final String PLAIN = "bridge-session";

    private SessionCookie() {}

    /** The secret that the request carries. */
    static Optional<String> of(HttpServerRequest request) {
        return Optional.ofNullable(request.getCookie(name(request))).map(Cookie::getValue);
    }

    /** Sets it, until the browser is closed or the session ends. */
    static NewCookie set(HttpServerRequest request, String secret) {
        return cookie(request, secret, NewCookie.DEFAULT_MAX_AGE);
    }

    /** Removes it. */
    static NewCookie remove(HttpServerRequest request) {
        return cookie(request, "", 0);
    }

    /** Whether the browser, or a trusted proxy, has asked by TLS. */
    static boolean isSecure(HttpServerRequest request) {
        return request.isSSL() || "https".equalsIgnoreCase(request.scheme());
    }

    private static NewCookie cookie(HttpServerRequest request, String value, int maxAge) {
        return new NewCookie.Builder(name(request))
                .value(value)
                .path("/")
                .secure(isSecure(request))
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.LAX)
                .maxAge(maxAge)
                .build();
    }

    private static String name(HttpServerRequest request) {
        return isSecure(request) ? SECURE : PLAIN;
    }
}
