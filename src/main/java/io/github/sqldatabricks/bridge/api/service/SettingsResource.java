package io.github.sqldatabricks.bridge.api.service;

import io.github.sqldatabricks.bridge.api.security.TokenFilter.Caller;
import io.github.sqldatabricks.bridge.api.service.ServiceSettings.Setting;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows administrators with which settings the answering process runs. */
@Path("/settings")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Service")
@Blocking
public class SettingsResource {

    private final ServiceViews views;
    private final Caller caller;

    public SettingsResource(ServiceViews views, Caller caller) {
        this.views = views;
        this.caller = caller;
    }

    /** All of them. */
    @GET
    @Operation(
            operationId = "listSettings",
            summary = "List the settings of the process that answers, and where each is from",
            description = "For users with admin: true only. Secrets are masked.")
    @APIResponse(responseCode = "200", description = "The settings of the bridge, by name")
    @APIResponse(responseCode = "403", description = "The caller is no administrator")
    public List<Setting> list() {
        return views.settings(caller.principal());
    }
}
