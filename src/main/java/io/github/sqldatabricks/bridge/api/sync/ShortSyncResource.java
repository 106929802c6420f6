package io.github.sqldatabricks.bridge.api.sync;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes events under the path of the older service. */
@Path("/sync")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Event sync")
@Blocking
public class ShortSyncResource {

    private final SyncResource events;

    public ShortSyncResource(SyncResource events) {
        this.events = events;
    }

    /** Takes an event. */
    @POST
    @Operation(operationId = "submitEventShort", summary = "Same as POST /sync/events")
    @APIResponse(
            responseCode = "200",
            description =
                    "With process_immediately: the event has ended. With dry_run: what it would do (schema DryRun)",
            content = @Content(schema = @Schema(oneOf = {EventView.class, DryRunView.class})))
    @APIResponse(
            responseCode = "202",
            description = "The event is stored and survives a restart",
            content = @Content(schema = @Schema(implementation = EventView.class)))
    @APIResponse(responseCode = "422", description = "The event_id was used for another content")
    @APIResponse(responseCode = "502", description = "A dry run could not be done: SQL Server or Databricks refused")
    public Uni<Response> submit(
            EventBody body,
            @Parameter(
                            description = "Wait for the outcome",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("process_immediately")
                    String immediately,
            @Parameter(
                            description = "Do all of it, and roll it back",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("dry_run")
                    String dryRun,
            @Context UriInfo uri) {
        return events.submit(body, immediately, dryRun, uri);
    }
}
