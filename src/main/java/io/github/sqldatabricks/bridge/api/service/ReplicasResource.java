package io.github.sqldatabricks.bridge.api.service;

import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows administrators which processes share the work. */
@Path("/replicas")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Service")
@Blocking
public class ReplicasResource {

    private final ServiceViews views;
    private final Caller caller;

    public ReplicasResource(ServiceViews views, Caller caller) {
        this.views = views;
        this.caller = caller;
    }

    /** Those that live. */
    @GET
    @Operation(
            operationId = "listReplicas",
            summary = "List the processes that share the work, the oldest first",
            description = "For users with admin: true only. What waits belongs to none of them.")
    @APIResponse(responseCode = "200", description = "The processes that live")
    @APIResponse(responseCode = "403", description = "The caller is no administrator")
    public List<ReplicaView> list() {
        return views.replicas(caller.principal());
    }
}
