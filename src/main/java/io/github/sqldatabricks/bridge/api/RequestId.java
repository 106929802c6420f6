package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.ops.LogScope;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * Gives each request an id, the caller's if it has a good one: in the response's header, also of a refusal, and in every
 * log line that is written for the request.
 */
@ApplicationScoped
public class RequestId {

    /** The header, of requests and responses. */
    static final String HEADER = "X-Request-Id";

    /** Before everything else, so that no answer lacks it. */
    private static final int FIRST = Integer.MIN_VALUE;

    /** Nothing that could break a header or a log line. */
    private static final Pattern GOOD = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(RequestId::identify);
    }

    private static void identify(RoutingContext call) {
        String id = Optional.ofNullable(call.request().getHeader(HEADER))
                .filter(GOOD.asMatchPredicate())
                .orElseGet(() -> UUID.randomUUID().toString());
        call.response().putHeader(HEADER, id);
        // On the request's own context, which ends with it.
        MDC.put(LogScope.REQUEST_ID, id);
        call.next();
    }
}
