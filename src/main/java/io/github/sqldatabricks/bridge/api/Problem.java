package io.github.sqldatabricks.bridge.api;

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

    /** The same occurrence under another status. */
    public Problem with(int otherStatus) {
        return new Problem(type, title(otherStatus), otherStatus, detail, code, retryable, instance);
    }

    private static String title(int status) {
        Response.Status known = Response.Status.fromStatusCode(status);
        return known == null ? "Unprocessable Content" : known.getReasonPhrase();
    }
}
