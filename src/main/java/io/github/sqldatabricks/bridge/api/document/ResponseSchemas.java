package io.github.sqldatabricks.bridge.api.document;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/** Answers: which fields are always there, and maps whose values can be null. */
final class ResponseSchemas {

    /** Fields that are left out when there is nothing to say (annotated {@code @JsonInclude}). */
    private static final Map<String, Set<String>> LEFT_OUT = Map.of(
            "SyncEvent", Set.of("error_code", "retryable", "next_attempt_at", "changes"),
            "DryRun", Set.of("error_code", "retryable"),
            "QueryResult",
                    Set.of(
                            "error_code",
                            "retryable",
                            "message",
                            "truncated_values",
                            "estimated_rows",
                            "estimated_seconds_left"));

    private static final Set<String> REQUESTS = Set.of("ExtractionRequest", "SyncEventRequest");

    private ResponseSchemas() {}

    static void complete(Components components) {
        components.getSchemas().forEach((name, schema) -> {
            if (schema.getProperties() != null && !REQUESTS.contains(name)) {
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

    private static void nullValues(Schema schema, String map) {
        schema.getProperties()
                .get(map)
                .getAdditionalPropertiesSchema()
                .type(List.of(SchemaType.STRING, SchemaType.NULL));
    }
}
