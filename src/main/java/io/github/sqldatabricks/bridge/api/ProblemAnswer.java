package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** Answers a problem before JAX-RS has the request. */
@ApplicationScoped
public class ProblemAnswer {

    private final ObjectMapper json;

    public ProblemAnswer(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Answers, and closes the connection: what the caller still sends is not read, so it can't be used again. HTTP/2 has a stream
     * for each request, and no such header (RFC 9113, section 8.2.2).
     */
    void close(RoutingContext call, Problem problem) {
        if (call.request().version() != HttpVersion.HTTP_2) {
            call.response().putHeader("Connection", "close");
        }
        call.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .end(text(problem));
    }

    private String text(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem is always JSON", e);
        }
    }
}
