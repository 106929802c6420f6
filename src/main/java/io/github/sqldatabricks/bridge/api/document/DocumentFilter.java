package io.github.sqldatabricks.bridge.api.document;

import io.github.sqldatabricks.bridge.audit.AuditType;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Completes the document when the service is built. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class DocumentFilter implements OASFilter {

    /** quarkus.smallrye-openapi.security-scheme-name. */
    private static final String TOKEN = "token";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        // Of all operations but those that say otherwise: api.security.TokenFilter.
        document.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(TOKEN));
        AnyJson.describe(document.getComponents());
        RequestSchemas.complete(document.getComponents());
        ResponseSchemas.complete(document.getComponents());
        ProblemResponses.complete(document);
        Links.add(document);
        nameAuditTypes(document.getPaths().getPathItem("/audit").getGET());
    }

    private static void nameAuditTypes(Operation audit) {
        Schema type = audit.getParameters().stream()
                .filter(parameter -> parameter.getName().equals("type"))
                .findFirst()
                .orElseThrow()
                .getSchema();
        for (AuditType known : AuditType.values()) {
            type.addEnumeration(known.text());
        }
    }
}
