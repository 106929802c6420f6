package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.observe.LogScope;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * Headers on every answer, also of a refusal, of whatever part of the service it comes from: the request's id, which is the caller's
 * if it has a good one and stands in every log line that is written for the request; and that nothing is to be run, framed, guessed
 * at or kept by who reads it.
 *
 * @see <a href="https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers">OWASP, REST
 *     security</a>
 */
@ApplicationScoped
public class AnswerHeaders {

    /** The header of the request's id, of requests and responses. */
    static final String REQUEST_ID = "X-Request-Id";

    /** Before everything else, so that no answer lacks them. */
    private static final int FIRST = Integer.MIN_VALUE;

    /** Nothing that could break a header or a log line. */
    private static final Pattern GOOD_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** A year, as RFC 6797 shows it. */
    private static final String ALWAYS_TLS = "max-age=31536000";

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(AnswerHeaders::add);
    }

    private static void add(RoutingContext call) {
        identify(call);
        secure(call);
        call.next();
    }

    private static void identify(RoutingContext call) {
        String id = Optional.ofNullable(call.request().getHeader(REQUEST_ID))
                .filter(GOOD_ID.asMatchPredicate())
                .orElseGet(() -> UUID.randomUUID().toString());
        call.response().putHeader(REQUEST_ID, id);
        // On the request's own context, which ends with it.
        MDC.put(LogScope.REQUEST_ID, id);
    }

    private static void secure(RoutingContext call) {
        MultiMap headers = call.response().headers();
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cache-Control", "no-store");
        headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.set("Referrer-Policy", "no-referrer");
        // RFC 6797, section 7.2: never over plain HTTP.
        if (call.request().isSSL()) {
            headers.set("Strict-Transport-Security", ALWAYS_TLS);
        }
    }
}
