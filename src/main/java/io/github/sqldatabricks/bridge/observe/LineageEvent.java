package io.github.sqldatabricks.bridge.observe;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.sqldatabricks.bridge.access.TableName;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.observe.Lineage.Datasets;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A run begins or ends.
 *
 * @param eventTime ISO 8601, UTC
 * @see <a href="https://openlineage.io/spec/2-0-2/OpenLineage.json">RunEvent</a>
 */
@RegisterForReflection
record LineageEvent(
        Type eventType,
        String eventTime,
        String producer,
        @JsonProperty("schemaURL") String schemaUrl,
        Run run,
        Job job,
        List<Dataset> inputs,
        List<Dataset> outputs) {

    static final String PRODUCER = "https://github.com/sqldatabricks/sql-databricks-bridge";

    private static final String SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";

    /** Where a run is in its life. */
    enum Type {
        START,
        COMPLETE,
        FAIL,
        ABORT
    }

    /**
     * One attempt.
     *
     * @param runId a UUID
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Run(String runId, Map<String, Facet> facets) {}

    /** What runs again and again. */
    @RegisterForReflection
    record Job(String namespace, String name, Map<String, Facet> facets) {}

    static LineageEvent now(Type type, Run run, Job job, List<Dataset> inputs, List<Dataset> outputs) {
        return new LineageEvent(type, Instant.now().toString(), PRODUCER, SCHEMA, run, job, inputs, outputs);
    }

    /** The same id for the same attempt, in whichever process. */
    static String runId(Object... attempt) {
        return UUID.nameUUIDFromBytes(List.of(attempt).toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

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
            return new Facet(
                    LineageEvent.PRODUCER, SPECIFICATION + version + "/" + type + ".json#/$defs/" + type, content);
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

    /**
     * A dataset, named by OpenLineage's rules.
     *
     * @param facets what it looks like
     * @param outputFacets what was written; only of an output
     * @see <a href="https://openlineage.io/docs/spec/naming">Naming conventions</a>
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Dataset(String namespace, String name, Map<String, Facet> facets, Map<String, Facet> outputFacets) {

        static Dataset of(Datasets.Server server, TableName table) {
            String database = table.database().isEmpty() ? server.database() : table.database();
            return plain("mssql://" + server.authority(), database + "." + table.schema() + "." + table.name());
        }

        static Dataset of(String workspace, UnityTable table) {
            return plain("unitycatalog://" + workspace, table.catalog() + "." + table.schema() + "." + table.name());
        }

        static Dataset of(String workspace, VolumePath folder) {
            return plain("dbfs://" + workspace, folder.value());
        }

        private static Dataset plain(String namespace, String name) {
            return new Dataset(namespace, name, Map.of(), Map.of());
        }

        Dataset with(RowSchema schema) {
            return new Dataset(namespace, name, Map.of("schema", Facet.schema(schema)), outputFacets);
        }

        Dataset written(long rows, OptionalLong bytes) {
            return new Dataset(namespace, name, facets, Map.of("outputStatistics", Facet.statistics(rows, bytes)));
        }
    }
}
