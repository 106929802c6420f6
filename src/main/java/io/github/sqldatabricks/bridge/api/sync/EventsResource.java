package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.api.QueryParameters;
import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.github.sqldatabricks.bridge.model.EventId;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
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
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Shows, retries and cancels events. A principal sees its own; admins see all. */
@Path("/sync/events")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Event sync")
@Blocking
public class EventsResource {

    /** Of the predecessor. */
    private static final int MAX_MINUTES = 1440;

    private static final int DEFAULT_MINUTES = 10;

    /** Where the next page begins. */
    private static final String NEXT = "Bridge-Next";

    private final EventViews events;
    private final Caller caller;

    public EventsResource(EventViews events, Caller caller) {
        this.events = events;
        this.caller = caller;
    }

    /** Lists events, newest first. */
    @GET
    @Operation(
            operationId = "listEvents",
            summary = "List events, newest first",
            description =
                    "Page by page without loss or doubles while events arrive: send the header Bridge-Next of a page as"
                            + " 'after' of the next one.")
    @APIResponse(
            responseCode = "200",
            description = "The events that the caller may see",
            headers =
                    @Header(
                            name = NEXT,
                            description = "Where the next page begins; there when the page is full",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = EventView.class)))
    public RestResponse<List<EventView>> list(@BeanParam EventQuery query) {
        EventViews.Listed listed = events.list(caller.principal(), query);
        ResponseBuilder<List<EventView>> answer = ResponseBuilder.ok(listed.events());
        listed.next().ifPresent(next -> answer.header(NEXT, next));
        return answer.build();
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
        return events.get(caller.principal(), new EventId(id));
    }

    /** What has become of one event. */
    @GET
    @Path("/{id}/history")
    @Operation(
            operationId = "getEventHistory",
            summary = "Tell what has become of an event, step by step",
            description = "Oldest first: the newest 200 steps that the audit trail still has.")
    @APIResponse(responseCode = "200", description = "The steps")
    public List<EventHistoryView> history(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = "^" + EventId.PATTERN + "$"))
                    @PathParam("id")
                    String id) {
        return events.history(caller.principal(), new EventId(id));
    }

    /** What one event would do now. */
    @POST
    @Path("/{id}/dry-run")
    @Operation(
            operationId = "dryRunEvent",
            summary = "Tell what a failed or blocked event would do now",
            description =
                    "All of it is done and rolled back. The rights and limits of now count, those of the event's user."
                            + " Rows are shown to who may read the table only.")
    @APIResponse(responseCode = "200", description = "What it would do")
    @APIResponse(responseCode = "403", description = "The event's user may not change the table")
    @APIResponse(responseCode = "409", description = "The event has neither failed nor was it blocked")
    @APIResponse(responseCode = "502", description = "It could not be done: SQL Server or Databricks refused")
    public DryRunView dryRun(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = "^" + EventId.PATTERN + "$"))
                    @PathParam("id")
                    String id) {
        return events.dryRun(caller.principal(), new EventId(id));
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
        return events.retry(caller.principal(), new EventId(id));
    }

    /** Makes many events pending again. */
    @POST
    @Path("/retry")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "retryEvents",
            summary = "Try failed and blocked events again, up to 100",
            description = "One that can't be retried, or is not there, is told so and keeps no other back.")
    @APIResponse(responseCode = "200", description = "What became of each, in their order")
    @APIResponse(responseCode = "400", description = "The body does not name 1 to 100 events")
    public List<EventViews.Retried> retryAll(
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = EventsRetryBody.class),
                                            examples = @ExampleObject(name = "two events", value = """
                                                        {"ids": ["prices-7", "prices-8"]}
                                                        """)))
                    EventsRetryBody body) {
        return events.retryAll(caller.principal(), EventsRetryBody.required(body));
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
        events.cancel(caller.principal(), new EventId(id));
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
