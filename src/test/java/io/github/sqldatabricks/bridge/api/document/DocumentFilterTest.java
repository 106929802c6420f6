package io.github.sqldatabricks.bridge.api.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.audit.AuditType;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches a build with quarkus.http.root-path that fails, or whose document says less. */
class DocumentFilterTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "/bridge", "/a/b"})
    void operationsAreCompletedBelowAnyRootPath(String root) {
        OpenAPI document = document(root);

        DocumentFilter.completeOperations(document);

        Map<String, PathItem> paths = document.getPaths().getPathItems();
        assertThat(links(paths.get(root + "/extract"))).containsOnlyKeys("getJob", "cancelJob", "retryJob");
        assertThat(links(paths.get(root + "/sync/events"))).containsOnlyKeys("getEvent", "cancelEvent", "retryEvent");
        assertThat(links(paths.get(root + "/sync"))).containsOnlyKeys("getEvent", "cancelEvent", "retryEvent");
        assertThat(listed(paths.get(root + "/jobs")).getDescription()).isEqualTo("Jobs at most");
        assertThat(listed(paths.get(root + "/sync/events")).getDescription()).isEqualTo("Events at most");
        assertThat(listed(paths.get(root + "/audit")).getSchema().getEnumeration())
                .contains(AuditType.JOB_CANCELLED.text());
    }

    @Test
    void anOperationThatIsNotThereIsNamed() {
        OpenAPI document = document("");
        document.getPaths().removePathItem("/audit");
        assertThatThrownBy(() -> DocumentFilter.completeOperations(document))
                .hasMessageContaining("operationId listAudit");
    }

    private static Map<String, ?> links(PathItem path) {
        return path.getPOST().getResponses().getAPIResponse("202").getLinks();
    }

    private static Parameter listed(PathItem path) {
        return path.getGET().getParameters().get(0);
    }

    private static OpenAPI document(String root) {
        OpenAPI document = OASFactory.createOpenAPI().paths(OASFactory.createPaths());
        add(document, root + "/extract", HttpMethod.POST, accepting("extract"));
        add(document, root + "/sync/events", HttpMethod.POST, accepting("submitEvent"));
        add(document, root + "/sync", HttpMethod.POST, accepting("submitEventShort"));
        add(document, root + "/jobs", HttpMethod.GET, listing("listJobs", "limit"));
        add(document, root + "/sync/events", HttpMethod.GET, listing("listEvents", "limit"));
        add(document, root + "/audit", HttpMethod.GET, listing("listAudit", "type"));
        return document;
    }

    private static void add(OpenAPI document, String path, HttpMethod method, Operation operation) {
        PathItem item = document.getPaths().getPathItem(path);
        PathItem known = item == null ? OASFactory.createPathItem() : item;
        known.setOperation(method, operation);
        document.getPaths().addPathItem(path, known);
    }

    private static Operation accepting(String id) {
        return OASFactory.createOperation()
                .operationId(id)
                .responses(OASFactory.createAPIResponses().addAPIResponse("202", OASFactory.createAPIResponse()));
    }

    private static Operation listing(String id, String parameter) {
        return OASFactory.createOperation()
                .operationId(id)
                .addParameter(OASFactory.createParameter()
                        .name(parameter)
                        .schema(OASFactory.createSchema().addType(SchemaType.STRING)));
    }
}
