package io.github.sqldatabricks.bridge.api;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Headers on every answer, of whatever part of the service it comes from: nothing is to be run, framed, guessed at or kept by
 * who reads it.
 *
 * @see <a href="https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers">OWASP, REST
 *     security</a>
 */
@ApplicationScoped
public class SecurityHeaders {

    private static final int FIRST = Integer.MIN_VALUE;

    /** A year, as RFC 6797 shows it. */
    private static final String ALWAYS_TLS = "max-age=31536000";

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(SecurityHeaders::add);
    }

    private static void add(RoutingContext call) {
        MultiMap headers = call.response().headers();
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cache-Control", "no-store");
        headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.set("Referrer-Policy", "no-referrer");
        // RFC 6797, section 7.2: never over plain HTTP.
        if (call.request().isSSL()) {
            headers.set("Strict-Transport-Security", ALWAYS_TLS);
        }
        call.next();
    }
}
