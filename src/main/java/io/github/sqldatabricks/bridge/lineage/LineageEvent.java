package io.github.sqldatabricks.bridge.lineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
}
