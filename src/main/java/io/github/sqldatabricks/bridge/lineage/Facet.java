package io.github.sqldatabricks.bridge.lineage;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A piece of metadata with its own schema.
 *
 * @param producer who says so
 * @param schemaUrl of the facet's JSON schema
 * @param content its own fields
 * @see <a href="https://openlineage.io/docs/spec/facets/">Facets</a>
 */
@RegisterForReflection
record Facet(
        @JsonProperty("_producer") String producer,
        @JsonProperty("_schemaURL") String schemaUrl,
        @JsonAnyGetter Map<String, Object> content) {

    private static final String SPECIFICATION = "https://openlineage.io/spec/facets/";

    private static Facet of(String version, String type, Map<String, Object> content) {
        return new Facet(LineageEvent.PRODUCER, SPECIFICATION + version + "/" + type + ".json#/$defs/" + type, content);
    }

    static Facet schema(RowSchema schema) {
        List<Map<String, String>> fields = schema.columns().stream()
                .map(column -> Map.of("name", column.name(), "type", column.sourceType()))
                .toList();
        return of("1-2-0", "SchemaDatasetFacet", Map.of("fields", fields));
    }

    static Facet statistics(long rows, OptionalLong bytes) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("rowCount", rows);
        bytes.ifPresent(size -> content.put("size", size));
        return of("1-0-2", "OutputStatisticsOutputDatasetFacet", content);
    }

    /** @param code of docs/errors.md; the message could hold data */
    static Facet error(String code) {
        return of("1-0-1", "ErrorMessageRunFacet", Map.of("message", code, "programmingLanguage", "JAVA"));
    }

    static Facet jobType(String type) {
        return of(
                "2-0-3",
                "JobTypeJobFacet",
                Map.of("processingType", "BATCH", "integration", "SQL_DATABRICKS_BRIDGE", "jobType", type));
    }

    /** The job or the request that the run is a part of. */
    static Facet parent(String runId, String namespace, String name) {
        return of(
                "1-1-0",
                "ParentRunFacet",
                Map.of("run", Map.of("runId", runId), "job", Map.of("namespace", namespace, "name", name)));
    }
}
