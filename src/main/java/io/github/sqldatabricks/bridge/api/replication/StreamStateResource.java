package io.github.sqldatabricks.bridge.api.replication;

import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.run.ReplicationOperations;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.StateDocument;
import io.github.sqldatabricks.bridge.run.StreamState;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How far a stream is, taken out and put in again by those who may operate its replication. Changes name the generation that was seen. */
// The path of the class is the one of its neighbours: by a longer one, a method that it does not have is a 404 of
// theirs.
@Path("/replications")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Replications")
@Blocking
public class StreamStateResource {

    private static final String PATH = "/{id}/streams/{stream}/state";
    private static final String NAME = "^" + Replication.NAME_PATTERN + "$";
    private static final String STREAM = "^" + QueryName.PATTERN + "$";
    private static final String GENERATION = "\"([1-9][0-9]{0,17})\"";
    private static final Pattern TAG = Pattern.compile(GENERATION);

    private final ReplicationOperations operations;
    private final Caller caller;

    public StreamStateResource(ReplicationOperations operations, Caller caller) {
        this.operations = operations;
        this.caller = caller;
    }

    /** Takes it out. */
    @GET
    @Path(PATH)
    @Operation(operationId = "getStreamState", summary = "Export how far a stream is")
    @APIResponse(
            responseCode = "200",
            description = "The state, which can be imported again",
            headers =
                    @Header(
                            name = "ETag",
                            description = "The generation, for If-Match",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = StateView.class)))
    @APIResponse(responseCode = "403", description = "The token may not operate the replication")
    @APIResponse(responseCode = "404", description = "There is no such replication, or no run had such a stream")
    @APIResponse(
            responseCode = "409",
            description = "The stream reads all rows in its next run, so that it has no position")
    public Response get(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = NAME)) @PathParam("id") String name,
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = STREAM)) @PathParam("stream")
                    String stream) {
        StateDocument state = operations.state(id(name, stream), caller.principal());
        return Response.ok(state.json())
                .header(HttpHeaders.ETAG, "\"" + state.generation() + "\"")
                .build();
    }

    /** Puts one in. */
    @PUT
    @Path(PATH)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "putStreamState",
            summary = "Import how far a stream is",
            description =
                    "The next run reads on from there. A new generation begins, in which no load can end that was asked for before.")
    @APIResponse(
            responseCode = "200",
            description = "What is known of the stream now",
            content = @Content(schema = @Schema(implementation = StreamView.class)))
    @APIResponse(responseCode = "403", description = "The token may not operate the replication")
    @APIResponse(responseCode = "404", description = "There is no such replication, or no run had such a stream")
    @APIResponse(responseCode = "409", description = "The stream can't have a position, or was never loaded")
    @APIResponse(
            responseCode = "412",
            description = "The stream has another generation than If-Match says, or the state is of an older one")
    public StreamView put(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = NAME)) @PathParam("id") String name,
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = STREAM)) @PathParam("stream") String stream,
            @Parameter(
                            required = true,
                            description = "The generation that was seen: the ETag of the state",
                            schema = @Schema(type = SchemaType.STRING, pattern = "^" + GENERATION + "$"))
                    @HeaderParam(HttpHeaders.IF_MATCH)
                    String seen,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = StateView.class)))
                    String body) {
        return view(operations.restore(id(name, stream), body, () -> generation(seen), caller.principal()));
    }

    /** Has all rows read again. */
    @DELETE
    @Path(PATH)
    @Operation(
            operationId = "deleteStreamState",
            summary = "Forget how far a stream is",
            description = "As a reset, in the generation that was seen: its next run reads all rows.")
    @APIResponse(
            responseCode = "200",
            description = "What is known of the stream now",
            content = @Content(schema = @Schema(implementation = StreamView.class)))
    @APIResponse(responseCode = "403", description = "The token may not operate the replication")
    @APIResponse(responseCode = "404", description = "There is no such replication, or no run had such a stream")
    @APIResponse(responseCode = "412", description = "The stream has another generation than If-Match says")
    public StreamView delete(
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = NAME)) @PathParam("id") String name,
            @Parameter(schema = @Schema(type = SchemaType.STRING, pattern = STREAM)) @PathParam("stream") String stream,
            @Parameter(
                            required = true,
                            description = "The generation that was seen: the ETag of the state",
                            schema = @Schema(type = SchemaType.STRING, pattern = "^" + GENERATION + "$"))
                    @HeaderParam(HttpHeaders.IF_MATCH)
                    String seen) {
        return view(operations.reset(id(name, stream), OptionalLong.of(generation(seen)), caller.principal()));
    }

    private static StreamId id(String name, String stream) {
        return new StreamId(name, new QueryName(stream).value());
    }

    private static long generation(String header) {
        Matcher tag = TAG.matcher(header == null ? "" : header.strip());
        if (!tag.matches()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_IF_MATCH,
                    "Expected the header If-Match with the generation that was seen, such as \"3\": the ETag of GET .../state.");
        }
        return Long.parseLong(tag.group(1));
    }

    private static StreamView view(StreamState state) {
        return StreamView.of(state, Instant.now());
    }

    /** The wire form of {@link StateDocument}, for the OpenAPI document; it is read and written there. */
    @Schema(name = "StreamState")
    record StateView(
            @Schema(required = true, minimum = "1", maximum = "1", description = "Of this form")
            int version,

            @Schema(required = true) String replication,
            @Schema(required = true) String stream,

            @Schema(required = true, minimum = "1", maximum = "1000000000000", description = "In which it was exported")
            long generation,

            @Schema(required = true) PositionView position) {}

    /** A value of the column that tells what changed. */
    @Schema(name = "StreamPosition")
    record PositionView(
            @Schema(required = true, minimum = "1", maximum = "1")
            int version,

            @Schema(required = true, minimum = "1") long generation,

            @Schema(required = true, minLength = 1) String column,

            @Schema(required = true, examples = "datetime2(7)")
            String type,

            @Schema(minLength = 1, description = "Tells which rows were read; left out by earlier versions")
            String source,

            @Schema(minLength = 1, description = "All rows up to it are in the target; left out when none are")
            String value) {}
}
