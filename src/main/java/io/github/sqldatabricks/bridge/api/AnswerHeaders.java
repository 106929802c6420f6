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
import org.eclipse.microprofile.config.inject.ConfigProperty;
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

    /** What is ours and nothing else, no inline script or style, and HTML made of texts by one policy only (console.js). */
    private static final String CONSOLE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types bridge";

    private final String root;
    private final Optional<String> base;

    public AnswerHeaders(
            @ConfigProperty(name = "quarkus.http.root-path", defaultValue = "/") String root, ApiConfig config) {
        this.root = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        this.base = config.basePath();
    }

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(this::add);
    }

    private void add(RoutingContext call) {
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

    private void secure(RoutingContext call) {
        MultiMap headers = call.response().headers();
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cache-Control", "no-store");
        if (isOfConsole(call)) {
            headers.set("Content-Security-Policy", CONSOLE_POLICY);
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            // Under no-referrer, a browser would say of a form that it comes from nowhere.
            headers.set("Referrer-Policy", "same-origin");
        } else {
            headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            headers.set("Referrer-Policy", "no-referrer");
        }
        // RFC 6797, section 7.2: never over plain HTTP.
        if (call.request().isSSL()) {
            headers.set("Strict-Transport-Security", ALWAYS_TLS);
        }
    }

    /** By the path as it was asked for: this is before {@link BasePath}. */
    private boolean isOfConsole(RoutingContext call) {
        String path = call.normalizedPath();
        String below = path.startsWith(root + "/") ? path.substring(root.length()) : path;
        return ConsolePath.covers(below)
                || base.filter(below::startsWith)
                        .map(prefix -> ConsolePath.covers(below.substring(prefix.length())))
                        .orElse(false);
    }
}
