package io.github.sqldatabricks.bridge.api.document;

import io.github.sqldatabricks.bridge.audit.AuditType;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Completes the document when the service is built. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class DocumentFilter implements OASFilter {

    /** quarkus.smallrye-openapi.security-scheme-name. */
    private static final String TOKEN = "token";

    private static final String JOB = "$response.body#/job_id";

    private static final String EVENT = "$response.body#/event_id";

    private static final List<String> OF_JOBS = List.of("getJob", "cancelJob", "retryJob");

    private static final List<String> OF_EVENTS = List.of("getEvent", "cancelEvent", "retryEvent");

    /** Fields that are left out when there is nothing to say (annotated {@code @JsonInclude}). */
    private static final Map<String, Set<String>> LEFT_OUT = Map.of(
            "SyncEvent", Set.of("error_code", "retryable", "next_attempt_at", "changes", "held_by"),
            "DryRun", Set.of("error_code", "retryable"),
            "QueryResult",
                    Set.of(
                            "error_code",
                            "retryable",
                            "message",
                            "truncated_values",
                            "load",
                            "estimated_rows",
                            "estimated_seconds_left",
                            "started_at",
                            "ended_at",
                            "worker"));

    private static final Set<String> REQUESTS = Set.of(
            "EventsRetryRequest",
            "ExtractionRequest",
            "JobRetryRequest",
            "Load",
            "ReplicationRunRequest",
            "StreamPosition",
            "StreamState",
            "SyncEventRequest");

    @Override
    public void filterOpenAPI(OpenAPI document) {
        // Of all operations but those that say otherwise: api.security.TokenFilter.
        document.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(TOKEN));
        AnyJson.describe(document.getComponents());
        RequestSchemas.complete(document.getComponents());
        completeResponses(document.getComponents());
        ProblemResponses.complete(document);
        completeOperations(document);
    }

    /** Finds operations by their ids: paths begin with quarkus.http.root-path, if the build has one. */
    static void completeOperations(OpenAPI document) {
        addLinks(document);
        parameter(document, "listJobs", "limit").setDescription("Jobs at most");
        parameter(document, "listEvents", "limit").setDescription("Events at most");
        nameAuditTypes(parameter(document, "listAudit", "type").getSchema());
    }

    private static Parameter parameter(OpenAPI document, String operation, String name) {
        return operation(document, operation).getParameters().stream()
                .filter(parameter -> parameter.getName().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("the operation " + operation + " has no parameter " + name));
    }

    private static Operation operation(OpenAPI document, String id) {
        return document.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .filter(operation -> id.equals(operation.getOperationId()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no route has the operationId " + id));
    }

    private static void nameAuditTypes(Schema type) {
        for (AuditType known : AuditType.values()) {
            type.addEnumeration(known.text());
        }
    }

    /** Which operations take the id that another one has answered. */
    private static void addLinks(OpenAPI document) {
        addLink(accepted(document, "extract"), JOB, OF_JOBS);
        addLink(accepted(document, "submitEvent"), EVENT, OF_EVENTS);
        addLink(accepted(document, "submitEventShort"), EVENT, OF_EVENTS);
    }

    private static APIResponse accepted(OpenAPI document, String operation) {
        return operation(document, operation).getResponses().getAPIResponse("202");
    }

    private static void addLink(APIResponse response, String id, List<String> operations) {
        for (String operation : operations) {
            response.addLink(
                    operation, OASFactory.createLink().operationId(operation).addParameter("id", id));
        }
    }

    /** Answers: which fields are always there, and maps whose values can be null. */
    private static void completeResponses(Components components) {
        components.getSchemas().forEach((name, schema) -> {
            if (schema.getProperties() != null && !REQUESTS.contains(name)) {
                schema.getProperties().values().forEach(DocumentFilter::allowNull);
                schema.required(schema.getProperties().keySet().stream()
                        .filter(field -> !LEFT_OUT.getOrDefault(name, Set.of()).contains(field))
                        .toList());
            }
        });
        // NULL of SQL Server is null.
        nullValues(components.getSchemas().get("SyncEvent"), "filter_conditions");
        nullValues(components.getSchemas().get("DryRunSample"), "before");
        nullValues(components.getSchemas().get("DryRunSample"), "after");
    }

    /** An object that may be null is described by its alternatives; its own type would forbid null. */
    private static void allowNull(Schema field) {
        if (field.getAnyOf() != null && !field.getAnyOf().isEmpty()) {
            field.setType(null);
        }
    }

    private static void nullValues(Schema schema, String map) {
        schema.getProperties()
                .get(map)
                .getAdditionalPropertiesSchema()
                .type(List.of(SchemaType.STRING, SchemaType.NULL));
    }
}
