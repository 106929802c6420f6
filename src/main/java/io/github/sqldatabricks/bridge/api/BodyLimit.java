package io.github.sqldatabricks.bridge.api;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Answers a body that says it is too large with a problem, where Quarkus would answer with nothing at all. One that does not say
 * its size is stopped by {@link BodyReading}.
 */
@ApplicationScoped
public class BodyLimit {

    /** Before the check of Quarkus, after {@link RequestId}. */
    private static final int FIRST = Integer.MIN_VALUE + 1;

    private static final int TOO_LARGE = 413;

    private final long maxBytes;
    private final ProblemAnswer answer;

    public BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize max, ProblemAnswer answer) {
        this.maxBytes = max.asLongValue();
        this.answer = answer;
    }

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(this::check);
    }

    private void check(RoutingContext call) {
        if (isTooLarge(call.request().getHeader("Content-Length"))) {
            FrameworkError error = FrameworkError.of(TOO_LARGE);
            answer.close(call, Problem.of(error.status(), error.error().text(), error.detail(), false));
        } else {
            call.next();
        }
    }

    private boolean isTooLarge(String contentLength) {
        try {
            return contentLength != null && Long.parseLong(contentLength) > maxBytes;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
