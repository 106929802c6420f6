package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Answers a body that says it is too large with a problem. Quarkus would answer with nothing at all, and still does so
 * when a body does not say its size and goes on past the limit.
 */
@ApplicationScoped
public class BodyLimit {

    /** Before the check of Quarkus, after {@link RequestId}. */
    private static final int FIRST = Integer.MIN_VALUE + 1;

    private static final int TOO_LARGE = 413;

    private final long maxBytes;
    private final ObjectMapper json;

    public BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize max, ObjectMapper json) {
        this.maxBytes = max.asLongValue();
        this.json = json;
    }

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(this::check);
    }

    private void check(RoutingContext call) {
        if (isTooLarge(call.request().getHeader("Content-Length"))) {
            FrameworkError error = FrameworkError.of(TOO_LARGE);
            // What the caller still sends is not read, so the connection can't be used again.
            call.response()
                    .setStatusCode(TOO_LARGE)
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .putHeader("Connection", "close")
                    .end(text(Problem.of(error.status(), error.code(), error.detail(), false)));
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

    private String text(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem is always JSON", e);
        }
    }
}
