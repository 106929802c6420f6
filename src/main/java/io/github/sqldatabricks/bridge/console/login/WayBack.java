package io.github.sqldatabricks.bridge.console.login;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which page was asked for before the log-in, below the console's path and nowhere else; a cookie while the browser is at a provider. */
final class WayBack {

    /** As long as what the extension keeps meanwhile. */
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final String COOKIE = "bridge-login-to";

    /** A path below the console's, and nothing that a browser could take for another place. */
    private static final Pattern SAFE = Pattern.compile("/(?!/)[^\\\\\\p{Cntrl}]{0,2000}");

    private WayBack() {}

    /** The path, or the first page when it leads elsewhere or is none. */
    static String safe(String to) {
        return to != null && SAFE.matcher(to).matches() && isAddress(to) ? to : "/";
    }

    /** Keeps it in the browser until it is taken. */
    static void keep(HttpServerRequest request, String to) {
        request.response()
                .addCookie(cookie(request, URLEncoder.encode(safe(to), StandardCharsets.UTF_8))
                        .setMaxAge(LIFETIME.toSeconds()));
    }

    /** Where to go now; the browser forgets it. */
    static String take(HttpServerRequest request) {
        Optional<String> kept = Optional.ofNullable(request.getCookie(COOKIE)).map(Cookie::getValue);
        request.response().addCookie(cookie(request, "").setMaxAge(0));
        return safe(kept.map(WayBack::decoded).orElse("/"));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "/";
        }
    }

    private static Cookie cookie(HttpServerRequest request, String value) {
        return Cookie.cookie(COOKIE, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(SessionCookie.isSecure(request))
                .setSameSite(CookieSameSite.LAX);
    }

    private static boolean isAddress(String to) {
        try {
            return !new URI(to).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
