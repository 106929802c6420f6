package io.github.sqldatabricks.bridge.api.replication;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.api.BasePath;
import io.github.sqldatabricks.bridge.api.security.Caller;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.run.Backfills;
import io.github.sqldatabricks.bridge.run.ReplicationOperations;
import io.github.sqldatabricks.bridge.run.ReplicationRuns;
import io.github.sqldatabricks.bridge.run.ReplicationStore;
import io.github.sqldatabricks.bridge.run.ReplicationStore.Pause;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.StreamOverview;
import io.github.sqldatabricks.bridge.run.StreamState;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
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

    private final ReplicationLibrary library;
    private final ReplicationRuns runs;
    private final Backfills backfills;
    private final ReplicationStore store;
    private final StreamOverview overview;
    private final ReplicationOperations operations;
    private final AccessControl access;
    private final Caller caller;
    private final BasePath base;

    public ReplicationRunsResource(
            ReplicationLibrary library,
            ReplicationRuns runs,
            Backfills backfills,
            ReplicationStore store,
            StreamOverview overview,
            ReplicationOperations operations,
            AccessControl access,
            Caller caller,
            BasePath base) {
        this.library = library;
        this.runs = runs;
        this.backfills = backfills;
        this.store = store;
        this.overview = overview;
        this.operations = operations;
        this.access = access;
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
                    @HeaderParam("Idempotency-Key")
                    String key,
            @Context UriInfo uri) {
        ReplicationRunBody wanted = ReplicationRunBody.required(body);
        if (wanted.resets()) {
            requireOperating(name);
        }
        Optional<IdempotencyKey> repeated = Optional.ofNullable(key).map(IdempotencyKey::new);
        Job job = wanted.backfill()
                .map(range -> backfills.submit(name, wanted.pattern(), range, caller.principal(), repeated))
                .orElseGet(() -> runs.submit(name, wanted.pattern(), wanted.resets(), caller.principal(), repeated));
        return Response.accepted(RunView.of(job))
                .header(
                        HttpHeaders.LOCATION,
                        base.location(uri, "jobs", job.id().value()))
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
        Instant now = store.now();
        boolean isOperator = caller.principal().permissions().allowOperating(name);
        return overview.of(name).entries().stream()
                .map(entry -> StreamView.of(entry, now))
                .map(view -> isOperator ? view : view.withoutPosition())
                .toList();
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
        operations.forget(id(name, stream), caller.principal());
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
        return PauseView.of(Optional.of(operations.pause(name, caller.principal())));
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
        operations.resume(name, caller.principal());
        return PauseView.of(store.paused(name));
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
        return view(operations.reset(id(name, stream), caller.principal()));
    }

    /** Lets a load pass. */
    @POST
    @Path("/{id}/streams/{stream}/approve")
    @Operation(
            operationId = "approveLoad",
            summary = "Let the next load of a stream pass its limits",
            description = "Once: what comes after it is held to them again. Runs nothing by itself.")
    @APIResponse(responseCode = "200", description = "What is known of the stream now")
    @APIResponse(responseCode = "403", description = "The token may not operate it")
    @APIResponse(responseCode = "404", description = "There is no such replication")
    public StreamView approve(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = NAME)) @PathParam("id") String name,
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = STREAM)) @PathParam("stream")
                    String stream) {
        return view(operations.approve(id(name, stream), caller.principal()));
    }

    /** Names are no secret: everybody may list them. */
    private void requireOperating(String name) {
        library.find(name);
        access.authorizeOperating(caller.principal(), name);
    }

    private static StreamId id(String name, String stream) {
        return new StreamId(name, new QueryName(stream).value());
    }

    private StreamView view(StreamState state) {
        return StreamView.of(state, store.now());
    }

    /** A run that was asked for, over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "ReplicationRun")
    record RunView(
            @Schema(description = "Ask GET /jobs/{job_id} how far it is")
            String jobId,

            @Schema(enumeration = {"pending", "running", "completed", "failed", "cancelled"})
            String status,

            int streams) {
        private static RunView of(Job job) {
            return new RunView(
                    job.id().value(), job.state().status().text(), job.queries().size());
        }
    }

    /** Whether a replication is paused, over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "ReplicationPause")
    record PauseView(
            boolean paused,
            @Schema(nullable = true) String pausedBy,
            @Schema(nullable = true) Instant pausedAt) {
        private static PauseView of(Optional<Pause> pause) {
            return new PauseView(
                    pause.isPresent(),
                    pause.map(Pause::by).orElse(null),
                    pause.map(Pause::at).orElse(null));
        }
    }
}
