package io.github.sqldatabricks.bridge.api.older;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/** Names the base path as a server of the OpenAPI document, which is made when the service is built. */
@OpenApiFilter(OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class ServersFilter implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI document) {
        ConfigProvider.getConfig()
                .getOptionalValue("bridge.api.base-path", String.class)
                .ifPresent(base -> document.setServers(List.of(
                        OASFactory.createServer().url("/"),
                        OASFactory.createServer()
                                .url(base)
                                .description("The same in the forms of the predecessor; see docs/migration.md"))));
    }
}
