package io.github.sqldatabricks.bridge.api;

import io.github.sqldatabricks.bridge.access.DeploymentConfig;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Says what this is, whatever the caller accepts. Needs no token. */
@Path("/")
@Tag(name = "Service")
public class RootResource {

    private final ServiceView view;
    private final boolean console;

    public RootResource(
            @ConfigProperty(name = "quarkus.application.name") String name,
            @ConfigProperty(name = "quarkus.application.version") String version,
            @ConfigProperty(name = "quarkus.smallrye-openapi.path") String docs,
            @ConfigProperty(name = "bridge.console.enabled", defaultValue = "true") boolean console,
            DeploymentConfig deployment) {
        this.console = console;
        this.view =
                new ServiceView(name, version, deployment.environment().name().toLowerCase(Locale.ROOT), docs);
    }

    /** What this is. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "about", summary = "Name, version and environment of the service")
    @SecurityRequirements
    @APIResponse(responseCode = "200", description = "The service")
    public ServiceView about() {
        return view;
    }

    /** A browser is led to the console, and to a page of the same where that is switched off. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public Response page(@Context UriInfo uri) {
        return console
                ? Response.seeOther(uri.getBaseUriBuilder()
                                .path(ConsolePath.ROOT + "/")
                                .build())
                        .build()
                : Response.ok(description()).build();
    }

    private String description() {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><title>%1$s</title></head>
                <body>
                <h1>%1$s</h1>
                <p>Version %2$s, %3$s. This is a REST API: its <a href="%4$s">OpenAPI document</a>, its
                <a href="health">health</a>.</p>
                </body>
                </html>
                """.formatted(
                view.service(), view.version(), view.environment(), view.docs().substring(1));
    }

    /** The same for callers that accept neither: {@code curl -H 'Accept: image/*'} has asked for no image, but for the root. */
    @GET
    @Produces(MediaType.WILDCARD)
    @Operation(hidden = true)
    public Response anything() {
        return Response.ok(view, MediaType.APPLICATION_JSON_TYPE).build();
    }

    /** The service over the wire; {@code docs} is where the OpenAPI document is. */
    public record ServiceView(String service, String version, String environment, String docs) {}
}
