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
    @APIResponse(responseCode = "202", description = "The event is stored and survives a restart")
    public Uni<Response> submit(
            EventBody body,
            @QueryParam("process_immediately") String immediately,
            @QueryParam("dry_run") String dryRun,
            @Context UriInfo uri) {
        return events.submit(body, immediately, dryRun, uri);
    }
}
