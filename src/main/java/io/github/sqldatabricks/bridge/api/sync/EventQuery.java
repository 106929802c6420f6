package io.github.sqldatabricks.bridge.api.sync;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.api.QueryParameters;
import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.event.EventStore.Position;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The parameters of {@code GET /sync/events}, as texts; what is wrong is refused when it is read. */
public record EventQuery(
        @Parameter(
                description = "Only events with this status, or with one of several, between commas",
                schema =
                        @Schema(
                                type = SchemaType.STRING,
                                pattern = "^(pending|processing|completed|failed|blocked|retry)"
                                        + "(,(pending|processing|completed|failed|blocked|retry)){0,9}$",
                                examples = "failed,blocked"))
        @QueryParam("status_filter")
        String status,

        @Parameter(
                description = "Only events with this operation",
                schema =
                        @Schema(
                                type = SchemaType.STRING,
                                enumeration = {"INSERT", "UPDATE", "DELETE", "UPSERT"}))
        @QueryParam("operation_filter")
        String operation,

        @Parameter(
                description = "Only events that change this table of SQL Server, whatever its case",
                schema = @Schema(type = SchemaType.STRING, pattern = "^(" + SqlServerTable.PATTERN + ")$"))
        @QueryParam("target")
        String target,

        @Parameter(
                description = "Only events whose rows come from this table of Databricks, whatever its case",
                schema = @Schema(type = SchemaType.STRING, pattern = "^(" + UnityTable.PATTERN + ")$"))
        @QueryParam("source")
        String source,

        @Parameter(
                description = "Only asked for by this user; who is no admin sees their own anyway",
                schema = @Schema(type = SchemaType.STRING, minLength = 1))
        @QueryParam("user")
        String user,

        @Parameter(
                description = "Only with this error; docs/errors.md lists all",
                schema = @Schema(type = SchemaType.STRING, minLength = 1))
        @QueryParam("error_code")
        String errorCode,

        @Parameter(
                description = "The earliest time of acceptance, such as 2026-11-21T08:00:00Z",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("from")
        String from,

        @Parameter(
                description = "The first time of acceptance that is too late",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("to")
        String to,

        @Parameter(
                description =
                        "Only events that come after this place of the list: the header Bridge-Next of the page before",
                schema = @Schema(type = SchemaType.STRING, pattern = "^" + Position.PATTERN + "$"))
        @QueryParam("after")
        String after,

        @BeanParam QueryParameters.Page page) {

    /**
     * Those in some states.
     *
     * @param status null for all; likewise {@code operation}
     */
    public static EventQuery of(String status, String operation, QueryParameters.Page page) {
        return new EventQuery(status, operation, null, null, null, null, null, null, null, page);
    }

    /**
     * The events that are wanted, of those that the principal may see.
     *
     * @throws BridgeException.InvalidRequest when a parameter is wrong
     */
    EventStore.Filter filter(Principal principal) {
        return new EventStore.Filter(
                principal.admin() ? Optional.empty() : Optional.of(principal.name()),
                QueryParameters.several(status, EventStatus::of),
                Optional.ofNullable(operation).map(SyncOperation.Kind::of),
                Optional.ofNullable(user),
                Optional.ofNullable(target).map(SqlServerTable::parse).map(Object::toString),
                Optional.ofNullable(source).map(UnityTable::parse).map(Object::toString),
                Optional.ofNullable(errorCode),
                QueryParameters.time("from", from),
                QueryParameters.time("to", to),
                Optional.ofNullable(after).map(Position::parse),
                page.size(),
                page.skipped());
    }
}
