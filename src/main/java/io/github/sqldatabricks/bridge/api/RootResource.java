package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.access.DeploymentConfig;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Says what this is. Needs no token. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Service")
public class RootResource {

    private final ServiceView view;

    public RootResource(
            @ConfigProperty(name = "quarkus.application.name") String name,
            @ConfigProperty(name = "quarkus.application.version") String version,
            @ConfigProperty(name = "quarkus.smallrye-openapi.path") String docs,
            DeploymentConfig deployment) {
        this.view =
                new ServiceView(name, version, deployment.environment().name().toLowerCase(Locale.ROOT), docs);
    }

    /** What this is. */
    @GET
    @Operation(operationId = "about", summary = "Name, version and environment of the service")
    @SecurityRequirements
    @APIResponse(responseCode = "200", description = "The service")
    public ServiceView about() {
        return view;
    }

    /** The service over the wire; {@code docs} is where the OpenAPI document is. */
    public record ServiceView(String service, String version, String environment, String docs) {}
}
