package io.github.sqldatabricks.bridge.api.replication;

import io.github.sqldatabricks.bridge.access.AccessControl;
import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.replication.plan.StreamRights;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows replications and what they would do. Everybody with a token may ask; what tables have is for those who may read them. */
@Path("/replications")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Replications")
@Blocking
public class ReplicationsResource {

    private final ReplicationViews views;
    private final ReplicationPlanner planner;
    private final AccessControl access;
    private final Caller caller;

    public ReplicationsResource(
            ReplicationViews views, ReplicationPlanner planner, AccessControl access, Caller caller) {
        this.views = views;
        this.planner = planner;
        this.access = access;
        this.caller = caller;
    }

    /** Lists the files. */
    @GET
    @Operation(
            operationId = "listReplications",
            summary = "List replications",
            description =
                    "One for each file of the folder, broken ones too; of a file that became broken while the service ran, the last"
                            + " good version is in force.")
    @APIResponse(responseCode = "200", description = "The replications, by their files' names")
    public List<ReplicationView> list() {
        return views.list();
    }

    /** Shows one. */
    @GET
    @Path("/{id}")
    @Operation(operationId = "getReplication", summary = "Show a replication")
    @APIResponse(responseCode = "200", description = "The replication")
    @APIResponse(responseCode = "404", description = "There is no such replication")
    public ReplicationView get(
            @Parameter(
                            description = "The replication's name",
                            schema = @Schema(type = SchemaType.STRING, pattern = "^" + Replication.NAME_PATTERN + "$"))
                    @PathParam("id")
                    String name) {
        return views.get(name);
    }

    /** Plans one. */
    @GET
    @Path("/{id}/plan")
    @Operation(
            operationId = "planReplication",
            summary = "Show what a replication would do",
            description =
                    "Resolves it against the source's catalogue, the targets as they are, and the caller's rights; reads no rows and"
                            + " changes nothing.")
    @APIResponse(responseCode = "200", description = "The plan; `ready` says whether all of it could run")
    @APIResponse(responseCode = "404", description = "There is no such replication, or no such stream")
    public PlanView plan(
            @Parameter(
                            description = "The replication's name",
                            schema = @Schema(type = SchemaType.STRING, pattern = "^" + Replication.NAME_PATTERN + "$"))
                    @PathParam("id")
                    String name,
            @Parameter(
                            description = "Only streams of such a name; * stands for any characters",
                            schema = @Schema(type = SchemaType.STRING, minLength = 1))
                    @QueryParam("stream")
                    String stream) {
        StreamRights rights = StreamRights.of(access, caller.principal());
        return PlanView.of(planner.plan(name, Optional.ofNullable(stream), rights, Instant.now()));
    }
}
