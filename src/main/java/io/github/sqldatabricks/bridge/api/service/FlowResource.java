package io.github.sqldatabricks.bridge.api.service;

import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows administrators how much moves, in both directions. */
@Path("/flow")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Service")
@Blocking
public class FlowResource {

    private final ServiceViews views;
    private final Caller caller;

    public FlowResource(ServiceViews views, Caller caller) {
        this.views = views;
        this.caller = caller;
    }

    /** What has moved lately. */
    @GET
    @Operation(
            operationId = "flow",
            summary = "Tell how much has moved in each direction, over time",
            description =
                    "For users with admin: true only: it is what all users have moved, and nobody's part can be told"
                            + " apart. Each process writes its part once a minute.")
    @APIResponse(responseCode = "200", description = "What has moved, step by step")
    @APIResponse(responseCode = "400", description = "There is no such window")
    @APIResponse(responseCode = "403", description = "The caller is no administrator")
    public FlowView flow(
            @Parameter(
                            description = "How far back: an hour by minutes, a day by ten minutes, or a week by hours",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"1h", "24h", "7d"},
                                            defaultValue = "1h"))
                    @QueryParam("window")
                    @DefaultValue("1h")
                    String window) {
        return views.flow(caller.principal(), window);
    }
}
