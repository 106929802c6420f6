package io.github.sqldatabricks.bridge.extraction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.extraction.FileRoller.FinishedFile;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What stands beside the files in the volume and says what they are. Times are UTC, sizes are bytes; parameters are as
 * shown to people, with secrets masked.
 */
record Manifest(
        String bridgeVersion,
        JobId job,
        PlannedQuery planned,
        Map<String, String> origin,
        RowSchema schema,
        List<ReadResult> reads,
        List<FinishedFile> files,
        Instant startedAt,
        Instant endedAt) {

    /** What is known when all rows of a part are read. */
    record ReadResult(String consistency, Map<String, Long> truncatedValues) {}

    /** The format's version; changes when a reader would have to. */
    private static final int FORMAT_VERSION = 1;

    private long rows() {
        return files.stream().mapToLong(FinishedFile::rows).sum();
    }

    private long bytes() {
        return files.stream().mapToLong(FinishedFile::bytes).sum();
    }

    /** Values cut to microseconds, by column. */
    private SortedMap<String, Long> truncatedValues() {
        SortedMap<String, Long> truncated = new TreeMap<>();
        reads.forEach(
                read -> read.truncatedValues().forEach((column, count) -> truncated.merge(column, count, Long::sum)));
        return truncated;
    }

    /** Parts that are read at their own moments have no common picture, whatever each one has. */
    private String consistency() {
        String each = reads.stream().map(ReadResult::consistency).distinct().collect(Collectors.joining(", "));
        return reads.size() == 1 ? each : "per-partition (" + each + ")";
    }

    /** What the committed query is reported as. */
    QueryOutcome.Extracted outcome(Duration duration) {
        List<VolumePath> paths = files.stream()
                .map(file -> planned.folder().resolve(file.name()))
                .toList();
        return new QueryOutcome.Extracted(rows(), bytes(), paths, duration, truncatedValues(), schema);
    }

    /** As JSON. */
    String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("manifest_version", FORMAT_VERSION);
        json.put("bridge_version", bridgeVersion);
        json.put("job_id", job.value());
        json.put("country", planned.query().country().code());
        json.put("query", planned.query().name().value());
        new OutputInputs(planned, origin).writeTo(json);
        json.put("consistency", consistency());
        json.put("started_at", startedAt.toString());
        json.put("ended_at", endedAt.toString());
        json.put("rows", rows());
        json.put("bytes", bytes());
        files.forEach(file -> file(json.withArray("files").addObject(), file));
        schema.columns().forEach(column -> column(json.withArray("schema").addObject(), column));
        ObjectNode truncated = json.putObject("truncated_values");
        truncatedValues().forEach(truncated::put);
        return json.toPrettyString();
    }

    /**
     * How the query ended whose manifest this is.
     *
     * @param folder where it stands
     * @return empty when it is of another job, or no manifest of this form
     */
    static Optional<QueryOutcome> outcome(JsonNode manifest, JobId job, VolumePath folder) {
        if (!manifest.path("job_id").asText().equals(job.value())
                || manifest.path("manifest_version").asInt() != FORMAT_VERSION) {
            return Optional.empty();
        }
        List<VolumePath> files = new ArrayList<>();
        manifest.path("files")
                .forEach(file -> files.add(folder.resolve(file.path("name").asText())));
        Map<String, Long> truncated = new TreeMap<>();
        manifest.path("truncated_values")
                .properties()
                .forEach(column ->
                        truncated.put(column.getKey(), column.getValue().asLong()));
        return Optional.of(new QueryOutcome.Extracted(
                manifest.path("rows").asLong(),
                manifest.path("bytes").asLong(),
                files,
                Duration.between(instant(manifest, "started_at"), instant(manifest, "ended_at")),
                truncated,
                schema(manifest)));
    }

    private static RowSchema schema(JsonNode manifest) {
        List<Column> columns = new ArrayList<>();
        manifest.path("schema")
                .forEach(column -> columns.add(new Column(
                        column.path("name").asText(),
                        ColumnType.parse(column.path("type").asText()),
                        column.path("nullable").asBoolean(),
                        column.path("source_type").asText())));
        return new RowSchema(columns);
    }

    private static Instant instant(JsonNode manifest, String field) {
        return Instant.parse(manifest.path(field).asText());
    }

    private static void file(ObjectNode json, FinishedFile file) {
        json.put("name", file.name());
        json.put("rows", file.rows());
        json.put("bytes", file.bytes());
    }

    private static void column(ObjectNode json, Column column) {
        json.put("name", column.name());
        json.put("type", column.type().toString());
        json.put("source_type", column.sourceType());
        json.put("nullable", column.nullable());
    }
}
