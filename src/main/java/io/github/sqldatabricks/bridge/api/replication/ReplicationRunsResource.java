package io.github.sqldatabricks.bridge.api.replication;

import io.github.sqldatabricks.bridge.api.BasePath;
import io.github.sqldatabricks.bridge.api.QueryParameters;
import io.github.sqldatabricks.bridge.api.replication.ReplicationViews.PauseView;
import io.github.sqldatabricks.bridge.api.replication.ReplicationViews.RunView;
import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
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

/** Runs replications, and says and changes what is known of them between their runs. Who changes something needs the right to operate. */
@Path("/replications")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Replications")
@Blocking
public class ReplicationRunsResource {

    private static final String NAME = "^" + Replication.NAME_PATTERN + "$";
    private static final String STREAM = "^" + QueryName.PATTERN + "$";

    private final ReplicationViews views;
    private final Caller caller;
    private final BasePath base;

    public ReplicationRunsResource(ReplicationViews views, Caller caller, BasePath base) {
        this.views = views;
        this.caller = caller;
        this.base = base;
    }

    /** Runs it now. */
    @POST
    @Path("/{id}/runs")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "runReplication",
            summary = "Run a replication now",
            description =
                    "Stores a job with a query for each stream and answers. Each query reads what is new at the source and loads it; one"
                            + " that finds nothing new is skipped. With `from` and `to` each query loads a range of its stream again,"
                            + " and how far the stream is stays as it is. Nothing is stored when the answer is an error.")
    @APIResponse(
            responseCode = "200",
            description = "With dry_run: what a run with `from` and `to` would do",
            content = @Content(schema = @Schema(implementation = BackfillPlanView.class)))
    @APIResponse(
            responseCode = "202",
            description = "The job is stored and survives a restart",
            headers =
                    @Header(
                            name = "Location",
                            description = "Where to ask how far it is",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = RunView.class)))
    @APIResponse(responseCode = "403", description = "The token may not read a source, load a target, or operate")
    @APIResponse(responseCode = "404", description = "There is no such replication, or no such stream")
    @APIResponse(
            responseCode = "409",
            description = "A stream can't run; the detail says why. Or an earlier run of one has not ended")
    @APIResponse(responseCode = "422", description = "The idempotency key was used for another request")
    @APIResponse(responseCode = "503", description = "No room for all streams now; see Retry-After")
    public Response run(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = NAME)) @PathParam("id") String name,
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ReplicationRunBody.class),
                                            examples = @ExampleObject(name = "all streams", value = "{}")))
                    ReplicationRunBody body,
            @Parameter(
                            description =
                                    "1 to 64 visible ASCII characters; repeating a request with it does nothing twice",
                            schema = @Schema(type = SchemaType.STRING, pattern = "^" + IdempotencyKey.PATTERN + "$"))
                    @HeaderParam(IdempotencyKey.HEADER)
                    String key,
            @Parameter(
                            description =
                                    "Only with `from` and `to`: store nothing, and answer how many rows of the source the range has"
                                            + " now, of at most 20 streams, and what would become of them",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("dry_run")
                    String dryRun,
            @Context UriInfo uri) {
        ReplicationRunBody wanted = ReplicationRunBody.required(body);
        // A dry run does not use the key, but tells that the request would be refused for it.
        Optional<IdempotencyKey> once = Optional.ofNullable(key).map(IdempotencyKey::new);
        if (QueryParameters.flag("dry_run", dryRun)) {
            return Response.ok(views.preview(caller.principal(), name, wanted)).build();
        }
        RunView run = views.run(caller.principal(), name, wanted, once);
        return Response.accepted(run)
                .header(HttpHeaders.LOCATION, base.location(uri, "jobs", run.jobId()))
                .build();
    }

    /** Shows its streams. */
    @GET
    @Path("/{id}/streams")
    @Operation(
            operationId = "listStreams",
            summary = "Show how far the streams of a replication are",
            description =
                    "All that its file means now, and those that it meant once and that ran. What a pattern means the source says; while it"
                            + " can't be asked, `presence` is `unknown`, and streams that never ran are missing.")
    @APIResponse(responseCode = "200", description = "The streams, by name")
    @APIResponse(responseCode = "404", description = "There is no such replication")
    public List<StreamView> streams(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = NAME)) @PathParam("id") String name) {
        return views.streams(caller.principal(), name).list();
    }

    /** Forgets a stream that is gone from the file. */
    @DELETE
    @Path("/{id}/streams/{stream}")
    @Operation(
            operationId = "forgetStream",
            summary = "Forget a stream that its file does not mean any more",
            description = "What is known of it goes; its table stays as it is.")
    @APIResponse(responseCode = "204", description = "It is forgotten")
    @APIResponse(responseCode = "403", description = "The token may not operate it")
    @APIResponse(responseCode = "404", description = "There is no such replication, or no run had such a stream")
    @APIResponse(responseCode = "409", description = "The file means it, or the source can't be asked what it means")
    public void forget(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = NAME)) @PathParam("id") String name,
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = STREAM)) @PathParam("stream")
                    String stream) {
        views.forget(caller.principal(), name, stream);
    }

    /** Keeps it from running by its schedule. */
    @POST
    @Path("/{id}/pause")
    @Operation(operationId = "pauseReplication", summary = "Keep a replication from running by its schedule")
    @APIResponse(responseCode = "200", description = "It is paused")
    @APIResponse(responseCode = "403", description = "The token may not operate it")
    @APIResponse(responseCode = "404", description = "There is no such replication")
    public PauseView pause(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = NAME)) @PathParam("id") String name) {
        return views.pause(caller.principal(), name);
    }

    /** Lets it run by its schedule again. */
    @POST
    @Path("/{id}/resume")
    @Operation(operationId = "resumeReplication", summary = "Let a replication run by its schedule again")
    @APIResponse(responseCode = "200", description = "It is not paused")
    @APIResponse(responseCode = "403", description = "The token may not operate it")
    @APIResponse(responseCode = "404", description = "There is no such replication")
    public PauseView resume(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = NAME)) @PathParam("id") String name) {
        return views.resume(caller.principal(), name);
    }

    /** Has a stream read whole. */
    @POST
    @Path("/{id}/streams/{stream}/reset")
    @Operation(
            operationId = "resetStream",
            summary = "Have the next run of a stream read all rows",
            description = "They replace those of the target. A run that is under way moves nothing on any more.")
    @APIResponse(responseCode = "200", description = "What is known of the stream now")
    @APIResponse(responseCode = "403", description = "The token may not operate it")
    @APIResponse(responseCode = "404", description = "There is no such replication")
    public StreamView reset(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = NAME)) @PathParam("id") String name,
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = STREAM)) @PathParam("stream")
                    String stream) {
        return views.reset(caller.principal(), name, stream);
    }

    /** Lets a load pass. */
    @POST
    @Path("/{id}/streams/{stream}/approve")
    @Operation(
            operationId = "approveLoad",
            summary = "Let a load pass that was stopped by its limits",
            description =
                    "One load, which takes no more rows away than the one that was stopped. Runs nothing by itself.")
    @APIResponse(responseCode = "200", description = "What is known of the stream now")
    @APIResponse(responseCode = "403", description = "The token may not operate it")
    @APIResponse(responseCode = "404", description = "There is no such replication")
    @APIResponse(responseCode = "409", description = "No load of the stream is stopped")
    @APIResponse(responseCode = "412", description = "Another load is stopped than the one that was seen")
    public StreamView approve(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = NAME)) @PathParam("id") String name,
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = STREAM)) @PathParam("stream") String stream,
            @Parameter(
                            description = "The load that was seen to be stopped; left out for the one that is",
                            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 64))
                    @QueryParam("load")
                    Optional<String> load) {
        return views.approve(caller.principal(), name, stream, load);
    }
}
