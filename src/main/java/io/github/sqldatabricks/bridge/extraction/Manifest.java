package io.github.sqldatabricks.bridge.extraction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.extraction.InputsDigest.OutputInputs;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult;
import io.github.sqldatabricks.bridge.extraction.QueryParts.PartResult.LandedFile;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.time.Duration;
import java.time.Instant;
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
        List<PartResult> parts,
        Instant startedAt,
        Instant endedAt) {

    /** The format's version; changes when a reader would have to. */
    private static final int FORMAT_VERSION = 1;

    /** All files, in the order of their parts. */
    List<LandedFile> files() {
        return parts.stream().flatMap(part -> part.files().stream()).toList();
    }

    private long rows() {
        return parts.stream().mapToLong(PartResult::rows).sum();
    }

    private long bytes() {
        return parts.stream().mapToLong(PartResult::bytes).sum();
    }

    /** Values cut to microseconds, by column. */
    private SortedMap<String, Long> truncatedValues() {
        SortedMap<String, Long> truncated = new TreeMap<>();
        parts.forEach(
                part -> part.truncatedValues().forEach((column, count) -> truncated.merge(column, count, Long::sum)));
        return truncated;
    }

    /** Parts that are read at their own moments have no common picture, whatever each one has. */
    private String consistency() {
        String each = parts.stream().map(PartResult::consistency).distinct().collect(Collectors.joining(", "));
        return parts.size() == 1 ? each : "per-partition (" + each + ")";
    }

    /** What the committed query is reported as. */
    QueryOutcome.Extracted outcome(Duration duration) {
        List<VolumePath> paths = files().stream()
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
        PartResult.writeFiles(json, files());
        PartResult.writeSchema(json, schema);
        PartResult.writeTruncated(json, truncatedValues());
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
        List<VolumePath> files = PartResult.files(manifest).stream()
                .map(file -> folder.resolve(file.name()))
                .toList();
        return Optional.of(new QueryOutcome.Extracted(
                manifest.path("rows").asLong(),
                manifest.path("bytes").asLong(),
                files,
                Duration.between(instant(manifest, "started_at"), instant(manifest, "ended_at")),
                PartResult.truncated(manifest),
                PartResult.schema(manifest)));
    }

    private static Instant instant(JsonNode manifest, String field) {
        return Instant.parse(manifest.path(field).asText());
    }
}
