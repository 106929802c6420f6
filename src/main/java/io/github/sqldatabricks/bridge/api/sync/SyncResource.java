package io.github.sqldatabricks.bridge.api.sync;

import io.github.sqldatabricks.bridge.api.BasePath;
import io.github.sqldatabricks.bridge.api.QueryParameters;
import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.github.sqldatabricks.bridge.event.EventSubmission;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
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

/** Takes events. The whole path stands at the class: one with a shorter path is not asked for what a longer one begins with. */
@Path("/sync/events")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Event sync")
@Blocking
public class SyncResource {

    private final EventSubmission submission;
    private final Caller caller;
    private final BasePath base;

    public SyncResource(EventSubmission submission, Caller caller, BasePath base) {
        this.submission = submission;
        this.caller = caller;
        this.base = base;
    }

    /** Takes an event. */
    @POST
    @Operation(
            operationId = "submitEvent",
            summary = "Change a SQL Server table by the rows of a Databricks table",
            description = "Checks what can be checked without either side, stores the event and answers; it is applied"
                    + " afterwards, exactly once. Sending the same event_id with the same content again changes"
                    + " nothing.")
    @APIResponse(
            responseCode = "200",
            description =
                    "With process_immediately: the event has ended. With dry_run: what it would do (schema DryRun)",
            content = @Content(schema = @Schema(oneOf = {EventView.class, DryRunView.class})))
    @APIResponse(
            responseCode = "202",
            description = "The event is stored and survives a restart",
            headers =
                    @Header(
                            name = "Location",
                            description = "Where to ask how far it is",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = EventView.class)))
    @APIResponse(responseCode = "403", description = "The token may not change the table")
    @APIResponse(responseCode = "422", description = "The event_id was used for another content")
    @APIResponse(responseCode = "502", description = "A dry run could not be done: SQL Server or Databricks refused")
    public Uni<Response> submit(
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = EventBody.class),
                                            examples = @ExampleObject(name = "upsert", value = """
                                                {"operation": "UPSERT", "source_table": "main.pricing.results", "target_table": "dbo.Results",
                                                 "primary_keys": ["id"], "metadata": {"country": "bolivia"}}
                                                """)))
                    EventBody body,
            @Parameter(
                            description = "Wait for the outcome, up to bridge.sync.immediate-timeout; 202 when it takes"
                                    + " longer",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("process_immediately")
                    String immediately,
            @Parameter(
                            description = "Do all of it, roll it back, and answer the counts and some of the rows",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("dry_run")
                    String dryRun,
            @Context UriInfo uri) {
        boolean wait = QueryParameters.flag("process_immediately", immediately);
        boolean dry = QueryParameters.flag("dry_run", dryRun);
        SyncEvent event = EventBody.required(body)
                .draft()
                .toEvent(new SyncEvent.Origin.Request(caller.principal().name()), Instant.now());
        if (dry) {
            return Uni.createFrom()
                    .item(Response.ok(DryRunView.of(submission.dryRun(event))).build());
        }
        // Where and in which form the request was made is known to its own thread only.
        boolean older = base.isInUse();
        String location = base.location(uri, "sync", "events", event.id().value());
        if (wait) {
            return Uni.createFrom()
                    .completionStage(submission.submitAndWait(event))
                    .map(stored -> answer(stored, stored.status().ended(), older, location));
        }
        return Uni.createFrom().item(answer(submission.submit(event), false, older, location));
    }

    private static Response answer(StoredEvent stored, boolean ended, boolean older, String location) {
        return Response.status(ended ? Response.Status.OK : Response.Status.ACCEPTED)
                .entity(EventView.of(stored, older))
                .header(HttpHeaders.LOCATION, location)
                .build();
    }
}
