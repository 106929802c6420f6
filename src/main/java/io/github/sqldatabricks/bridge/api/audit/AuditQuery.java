package io.github.sqldatabricks.bridge.api.audit;

import io.github.sqldatabricks.bridge.api.QueryParameters;
import io.github.sqldatabricks.bridge.audit.AuditEvent.AuditDetails;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.github.sqldatabricks.bridge.audit.AuditType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The parameters of {@code GET /audit}, as texts; what is wrong is refused when it is read. */
public record AuditQuery(
        @Parameter(
                description = "The earliest time, such as 2026-11-21T08:00:00Z",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("from")
        String from,

        @Parameter(
                description = "The first time that is too late",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("to")
        String to,

        @Parameter(description = "Only this event_type") @QueryParam("type")
        String type,

        @Parameter(description = "Only of this user", schema = @Schema(type = SchemaType.STRING, minLength = 1))
        @QueryParam("user")
        String user,

        @Parameter(
                description = "Only about this resource, such as job:<id>",
                schema = @Schema(type = SchemaType.STRING, minLength = 1))
        @QueryParam("resource")
        String resource,

        @Parameter(
                description = "Only this status",
                schema =
                        @Schema(
                                type = SchemaType.STRING,
                                enumeration = {"started", "success", "denied", "failure"}))
        @QueryParam("status")
        String status,

        @Parameter(
                description = "Only records older than this one: 'next' of the page before",
                schema = @Schema(type = SchemaType.STRING, pattern = "^[0-9]{1,18}$"))
        @QueryParam("after")
        String after,

        @Parameter(
                description = "Records at most",
                schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
        @QueryParam("limit")
        String limit) {

    /** @throws BridgeException.InvalidRequest when a parameter is wrong; so do the others */
    AuditStore.Filter filter() {
        return new AuditStore.Filter(
                QueryParameters.time("from", from),
                QueryParameters.time("to", to),
                oneOf(
                        "type",
                        type,
                        Arrays.stream(AuditType.values()).map(AuditType::text).toList()),
                Optional.ofNullable(user),
                Optional.ofNullable(resource),
                oneOf(
                        "status",
                        status,
                        Arrays.stream(AuditType.Status.values())
                                .map(AuditType.Status::text)
                                .toList()));
    }

    int size() {
        return QueryParameters.limit(limit);
    }

    /** The sequence that all wanted ones are below. */
    long before() {
        if (after == null) {
            return Long.MAX_VALUE;
        }
        if (!after.matches("[0-9]{1,18}")) {
            throw invalid("after", "the 'next' of a page");
        }
        return Long.parseLong(after);
    }

    /** What was asked for, for the record of it. */
    AuditDetails details() {
        AuditDetails.Builder details = AuditDetails.builder();
        put(details, "from", from);
        put(details, "to", to);
        put(details, "type", type);
        put(details, "user", user);
        put(details, "resource", resource);
        put(details, "status", status);
        put(details, "after", after);
        return details.build();
    }

    private static void put(AuditDetails.Builder details, String name, String value) {
        if (value != null) {
            details.put(name, value);
        }
    }

    private static Optional<String> oneOf(String name, String text, List<String> known) {
        if (text != null && !known.contains(text)) {
            throw invalid(name, known.stream().collect(Collectors.joining(", ", "one of ", "")));
        }
        return Optional.ofNullable(text);
    }

    private static BridgeException.InvalidRequest invalid(String name, String expected) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_FIELD, "Expected " + name + " to be " + expected + ".");
    }
}
