package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An error over the wire.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, Problem Details for HTTP APIs</a>
 */
@Schema(name = "Problem")
public record Problem(
        @Schema(description = "Identifies the kind of error", examples = "urn:sql-databricks-bridge:problem:queue-full")
        String type,

        @Schema(examples = "Service Unavailable") String title,

        @Schema(description = "The HTTP status", examples = "503")
        int status,

        @Schema(description = "What was expected, what came, what to do; for people")
        String detail,

        @Schema(description = "Stable; docs/errors.md lists all", examples = "queue-full")
        String code,

        @Schema(description = "Whether the same request can succeed later")
        boolean retryable,

        @Schema(description = "Identifies this one occurrence; the log has it where there is more to know")
        String instance) {

    /** RFC 9110, section 15.5.21; JAX-RS has no name for it. */
    static final int UNPROCESSABLE = 422;

    private static final int SERVER_ERROR = 500;

    public static final String MEDIA_TYPE = "application/problem+json";

    /** A new occurrence of an error. */
    static Problem of(int status, String code, String detail, boolean retryable) {
        return new Problem(
                "urn:sql-databricks-bridge:problem:" + code,
                title(status),
                status,
                detail,
                code,
                retryable,
                "urn:uuid:" + UUID.randomUUID());
    }

    /** A new occurrence of an error; only one of time can pass by itself. */
    static Problem of(int status, ErrorCode error, String detail) {
        return of(status, error.text(), detail, error == ErrorCode.BODY_TIMEOUT);
    }

    /** What the HTTP layer itself refuses, in our words. */
    static Problem ofFramework(int status) {
        return switch (status) {
            case 404 -> of(status, ErrorCode.UNKNOWN_PATH, "There is no such path. See the OpenAPI document.");
            case 405 -> of(status, ErrorCode.METHOD_NOT_ALLOWED, "The path does not have this method.");
            case 406 -> of(status, ErrorCode.NOT_ACCEPTABLE, "Expected to answer application/json.");
            case 408 ->
                of(
                        status,
                        ErrorCode.BODY_TIMEOUT,
                        "Expected the whole body within bridge.api.body-timeout. Send it faster.");
            case 413 ->
                of(
                        status,
                        ErrorCode.BODY_TOO_LARGE,
                        "The body is larger than quarkus.http.limits.max-body-size allows.");
            case 415 ->
                of(
                        status,
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "Expected Content-Type: application/json, or application/sql for a statement in the sandbox.");
            default -> ofOther(status);
        };
    }

    private static Problem ofOther(int status) {
        return status < SERVER_ERROR
                ? of(status, ErrorCode.BAD_REQUEST, "The request can't be understood.")
                : of(status, ErrorCode.INTERNAL_ERROR, "An unexpected error; the service's log has the details.");
    }

    /**
     * Answers before JAX-RS has the request, and closes the connection: what the caller still sends is not read, so it can't be used
     * again. HTTP/2 has a stream for each request, and no such header (RFC 9113, section 8.2.2).
     */
    void close(RoutingContext call, ObjectMapper json) {
        if (call.request().version() != HttpVersion.HTTP_2) {
            call.response().putHeader("Connection", "close");
        }
        call.response()
                .setStatusCode(status)
                .putHeader("Content-Type", MEDIA_TYPE)
                .end(text(json));
    }

    private String text(ObjectMapper json) {
        try {
            return json.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem is always JSON", e);
        }
    }

    /** The same occurrence under another status. */
    public Problem with(int otherStatus) {
        return new Problem(type, title(otherStatus), otherStatus, detail, code, retryable, instance);
    }

    private static String title(int status) {
        Response.Status known = Response.Status.fromStatusCode(status);
        return known == null ? "Unprocessable Content" : known.getReasonPhrase();
    }
}
