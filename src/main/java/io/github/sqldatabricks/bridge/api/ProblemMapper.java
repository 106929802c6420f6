package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where exceptions become answers. No answer ever carries a stack trace or an unknown error's text. */
public class ProblemMapper {

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    /** What the bridge reports on purpose. */
    @ServerExceptionMapper
    public Response map(BridgeException error) {
        int status = status(error);
        Response.ResponseBuilder answer = answer(status, error.code(), error.getMessage(), error.retryable(), error);
        retryAfter(error).ifPresent(wait -> answer.header(HttpHeaders.RETRY_AFTER, wait.toSeconds()));
        return answer.build();
    }

    /** A body of the wrong shape. */
    @ServerExceptionMapper
    public Response map(MismatchedInputException error) {
        return answer(explain(error));
    }

    /** What the framework refuses: unknown paths, wrong methods and media types, text that is no JSON. */
    @ServerExceptionMapper
    public Response map(WebApplicationException error) {
        if (error.getCause() instanceof JsonProcessingException json) {
            return answer(explain(json));
        }
        return answer(Problem.ofFramework(error.getResponse().getStatus()), error)
                .build();
    }

    /** A body beyond what a parser takes: too deep, or with too long a number. */
    @ServerExceptionMapper
    public Response map(JsonProcessingException error) {
        return answer(explain(error));
    }

    /** Resources throw none; it comes from reading a body, such as one that never said how large it is. */
    @ServerExceptionMapper
    public Response map(IOException error) {
        return answer(new BridgeException.InvalidRequest(
                ErrorCode.BODY_UNREADABLE,
                "Expected a whole body, but it broke off, stopped coming, or is larger than quarkus.http.limits.max-body-size"
                        + " allows."));
    }

    /** A defect of ours: the answer says nothing of it, the log all. */
    @ServerExceptionMapper
    public Response map(Throwable error) {
        String detail = "An unexpected error; the service's log has the details under this instance.";
        return answer(ErrorCode.INTERNAL_ERROR.status(), ErrorCode.INTERNAL_ERROR.text(), detail, false, error)
                .build();
    }

    private static Response answer(BridgeException.InvalidRequest error) {
        return answer(status(error), error.code(), error.getMessage(), false, error)
                .build();
    }

    private static Response.ResponseBuilder answer(
            int status, String code, String detail, boolean retryable, Throwable error) {
        return answer(Problem.of(status, code, detail, retryable), error);
    }

    private static Response.ResponseBuilder answer(Problem problem, Throwable error) {
        int status = problem.status();
        if (status == Response.Status.INTERNAL_SERVER_ERROR.getStatusCode()) {
            LOG.errorf(error, "An unexpected error, instance %s", problem.instance());
        } else if (status > Response.Status.INTERNAL_SERVER_ERROR.getStatusCode()) {
            // A flood of requests must not become one of warnings: RequestMetrics tells of these now and then.
            boolean flood = error instanceof BridgeException known && known.error() == ErrorCode.TOO_MANY_REQUESTS;
            LOG.logf(
                    flood ? Logger.Level.DEBUG : Logger.Level.WARN,
                    "Answered %d (%s), instance %s: %s",
                    status,
                    problem.code(),
                    problem.instance(),
                    problem.detail());
        }
        return Response.status(status).type(Problem.MEDIA_TYPE).entity(problem);
    }

    /** The HTTP status of an answer that reports the error; see docs/errors.md. */
    public static int status(BridgeException error) {
        if (error instanceof BridgeException.InvalidRequest) {
            return Response.Status.BAD_REQUEST.getStatusCode();
        }
        if (error instanceof BridgeException.NotAuthenticated) {
            return Response.Status.UNAUTHORIZED.getStatusCode();
        }
        if (error instanceof BridgeException.TooManyAttempts) {
            return Response.Status.TOO_MANY_REQUESTS.getStatusCode();
        }
        if (error instanceof BridgeException.NotAllowed) {
            return Response.Status.FORBIDDEN.getStatusCode();
        }
        if (error instanceof BridgeException.NotFound) {
            return Response.Status.NOT_FOUND.getStatusCode();
        }
        if (error.error() == ErrorCode.STATE_CHANGED) {
            return Response.Status.PRECONDITION_FAILED.getStatusCode();
        }
        if (error instanceof BridgeException.Conflict || error instanceof BridgeException.Cancelled) {
            return Response.Status.CONFLICT.getStatusCode();
        }
        if (error instanceof BridgeException.KeyReused) {
            return Problem.UNPROCESSABLE;
        }
        return error instanceof BridgeException.RemotePermanent
                ? Response.Status.BAD_GATEWAY.getStatusCode()
                : Response.Status.SERVICE_UNAVAILABLE.getStatusCode();
    }

    /** What {@code Retry-After} says; empty when there is none, because waiting does not help or nobody knows how long. */
    public static Optional<Duration> retryAfter(BridgeException error) {
        if (error instanceof BridgeException.TryLater later) {
            return Optional.of(later.retryAfter());
        }
        return error instanceof BridgeException.RemoteTransient ? Optional.of(RETRY_AFTER) : Optional.empty();
    }

    /** What is wrong with a body, without Jackson's class names and without repeating values. */
    private static BridgeException.InvalidRequest explain(JsonProcessingException error) {
        if (error instanceof UnrecognizedPropertyException unknown) {
            return new BridgeException.InvalidRequest(
                    ErrorCode.UNKNOWN_FIELD,
                    "There is no field " + path(unknown.getPath()) + ". Known are "
                            + unknown.getKnownPropertyIds().stream()
                                    .map(Object::toString)
                                    .sorted()
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        if (error instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_FIELD,
                    "The field " + path(mapping.getPath()) + " has a value of the wrong type" + at(error) + ".");
        }
        return new BridgeException.InvalidRequest(
                ErrorCode.MALFORMED_JSON,
                "Expected a JSON object, but the body is something else or breaks off" + at(error) + ".");
    }

    private static String path(List<JsonMappingException.Reference> path) {
        return QuotedInput.of(path.stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining(".")));
    }

    private static String at(JsonProcessingException error) {
        JsonLocation location = error.getLocation();
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
