package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses requests by their headers alone. A proxy in front may understand some in another way than this service: two {@code Host} headers
 * (RFC 9112, section 3.2) and transfer codings other than {@code chunked} (section 6.1), which would be taken for none. A body that
 * says it is too large is answered with a problem, where Quarkus would answer with nothing at all; one that does not say its size is
 * stopped by {@link BodyReading}.
 */
@ApplicationScoped
public class RequestFraming {

    /** Before the checks of Quarkus, after {@link AnswerHeaders}. */
    private static final int FIRST = Integer.MIN_VALUE + 1;

    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;
    private static final int NOT_IMPLEMENTED = 501;

    private final long maxBytes;
    private final ObjectMapper json;

    RequestFraming(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize max, ObjectMapper json) {
        this.maxBytes = max.asLongValue();
        this.json = json;
    }

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(this::check);
    }

    private void check(RoutingContext call) {
        problem(call.request().headers()).ifPresentOrElse(problem -> problem.close(call, json), call::next);
    }

    private Optional<Problem> problem(MultiMap headers) {
        if (headers.getAll("Host").size() > 1) {
            return Optional.of(
                    Problem.of(BAD_REQUEST, ErrorCode.BAD_REQUEST, "Expected one Host header, but there are several."));
        }
        if (headers.getAll("Transfer-Encoding").stream().anyMatch(coding -> !coding.equalsIgnoreCase("chunked"))) {
            return Optional.of(Problem.of(
                    NOT_IMPLEMENTED,
                    ErrorCode.UNSUPPORTED_TRANSFER_CODING,
                    "Expected a body as it is, or with Transfer-Encoding: chunked alone."));
        }
        return isTooLarge(headers.get("Content-Length"))
                ? Optional.of(Problem.ofFramework(TOO_LARGE))
                : Optional.empty();
    }

    private boolean isTooLarge(String contentLength) {
        try {
            return contentLength != null && Long.parseLong(contentLength) > maxBytes;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
