package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.api.QueryParameters;
import io.github.sqldatabricks.bridge.api.security.Caller;
import io.github.sqldatabricks.bridge.model.EventId;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows, retries and cancels events. A principal sees its own; admins see all. */
@Path("/sync/events")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Event sync")
@Blocking
public class EventsResource {

    /** Of the predecessor. */
    private static final int MAX_MINUTES = 1440;

    private static final int DEFAULT_MINUTES = 10;

    private final EventViews views;
    private final Caller caller;

    public EventsResource(EventViews views, Caller caller) {
        this.views = views;
        this.caller = caller;
    }

    /** Lists events, newest first. */
    @GET
    @Operation(operationId = "listEvents", summary = "List events, newest first")
    @APIResponse(responseCode = "200", description = "The events that the caller may see")
    public List<EventView> list(
            @Parameter(
                            description = "Only events with this status",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {
                                                "pending",
                                                "processing",
                                                "completed",
                                                "failed",
                                                "blocked",
                                                "retry"
                                            }))
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
            @BeanParam QueryParameters.Page page) {
        return views.list(caller.principal(), status, operation, page);
    }

    /** Shows one event. */
    @GET
    @Path("/{id}")
    @Operation(operationId = "getEvent", summary = "Show an event")
    @APIResponse(responseCode = "200", description = "The event")
    public EventView get(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = "^" + EventId.PATTERN + "$"))
                    @PathParam("id")
                    String id) {
        return views.get(caller.principal(), new EventId(id));
    }

    /** Makes an event pending again. */
    @POST
    @Path("/{id}/retry")
    @Operation(
            operationId = "retryEvent",
            summary = "Try a failed or blocked event again",
            description = "Its attempts are counted from 0 again; the permissions of now count.")
    @APIResponse(responseCode = "200", description = "The event, pending")
    @APIResponse(responseCode = "409", description = "The event has neither failed nor was it blocked")
    public EventView retry(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = "^" + EventId.PATTERN + "$"))
                    @PathParam("id")
                    String id) {
        return views.retry(caller.principal(), new EventId(id));
    }

    /** Ends an event that nobody has begun. */
    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "cancelEvent",
            summary = "Cancel a pending event",
            description = "It ends as failed, with the code cancelled; nothing was changed.")
    @APIResponse(responseCode = "204", description = "The event will not be applied")
    @APIResponse(responseCode = "409", description = "The event is not pending any more")
    public void cancel(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = "^" + EventId.PATTERN + "$"))
                    @PathParam("id")
                    String id) {
        views.cancel(caller.principal(), new EventId(id));
    }

    /** The predecessor's way to free events of dead processes; here their leases run out, and others take them over. */
    @POST
    @Path("/recover-stuck-processing")
    @Operation(hidden = true)
    public RecoveryView recover(
            @QueryParam("older_than_minutes") String olderThan,
            @QueryParam("limit") String limit,
            @QueryParam("dry_run") String dryRun) {
        QueryParameters.limit(limit);
        return RecoveryView.nothingToDo(
                QueryParameters.number("older_than_minutes", olderThan, 1, MAX_MINUTES, DEFAULT_MINUTES),
                dryRun == null || QueryParameters.flag("dry_run", dryRun));
    }

    /**
     * The answer to the predecessor's {@code POST /sync/events/recover-stuck-processing}.
     *
     * @param candidates how many events are stuck: none ever are
     * @param message why
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record RecoveryView(
            boolean dryRun, int olderThanMinutes, int candidates, int reset, List<String> eventIds, String message) {

        static RecoveryView nothingToDo(int olderThanMinutes, boolean dryRun) {
            return new RecoveryView(
                    dryRun,
                    olderThanMinutes,
                    0,
                    0,
                    List.of(),
                    "Nothing to do: events of processes that died are taken over by themselves after"
                            + " bridge.sync.lease.");
        }
    }
}
