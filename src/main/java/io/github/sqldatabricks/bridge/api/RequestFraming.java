package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;

/**
 * Refuses requests that a proxy in front may understand in another way than this service: two {@code Host} headers (RFC 9112,
 * section 3.2) and transfer codings other than {@code chunked} (section 6.1), which would be taken for none.
 */
@ApplicationScoped
public class RequestFraming {

    /** As {@link BodyLimit}. */
    private static final int FIRST = Integer.MIN_VALUE + 1;

    private static final FrameworkError HOST =
            new FrameworkError(400, ErrorCode.BAD_REQUEST, "Expected one Host header, but there are several.");
    private static final FrameworkError CODING = new FrameworkError(
            501,
            ErrorCode.UNSUPPORTED_TRANSFER_CODING,
            "Expected a body as it is, or with Transfer-Encoding: chunked alone.");

    private final ProblemAnswer answer;

    RequestFraming(ProblemAnswer answer) {
        this.answer = answer;
    }

    void install(@Observes Router router) {
        router.route().order(FIRST).handler(this::check);
    }

    private void check(RoutingContext call) {
        problem(call.request().headers())
                .ifPresentOrElse(
                        error -> answer.close(
                                call, Problem.of(error.status(), error.error().text(), error.detail(), false)),
                        call::next);
    }

    private static Optional<FrameworkError> problem(MultiMap headers) {
        if (headers.getAll("Host").size() > 1) {
            return Optional.of(HOST);
        }
        boolean other =
                headers.getAll("Transfer-Encoding").stream().anyMatch(coding -> !coding.equalsIgnoreCase("chunked"));
        return other ? Optional.of(CODING) : Optional.empty();
    }
}
