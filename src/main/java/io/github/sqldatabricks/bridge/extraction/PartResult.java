package io.github.sqldatabricks.bridge.extraction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the rows of a part have come to.
 *
 * @param schema their columns
 * @param consistency how consistent they are among each other, as {@link io.github.sqldatabricks.bridge.model.RowStream#consistency()} says
 * @param truncatedValues values cut to microseconds, by column
 * @param files have them, in order; none for a part without rows
 */
public record PartResult(
        RowSchema schema, String consistency, Map<String, Long> truncatedValues, List<LandedFile> files) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONSISTENCY = "consistency";

    public PartResult {
        truncatedValues = Map.copyOf(truncatedValues);
        files = List.copyOf(files);
    }

    /**
     * A file of an output.
     *
     * @param name in its folder
     * @param bytes its size
     */
    public record LandedFile(String name, long rows, long bytes) {}

    /** Rows in the files. */
    public long rows() {
        return files.stream().mapToLong(LandedFile::rows).sum();
    }

    /** Size of the files. */
    public long bytes() {
        return files.stream().mapToLong(LandedFile::bytes).sum();
    }

    /** The text that {@link #read} takes. */
    public String json() {
        ObjectNode json = JSON.createObjectNode().put(CONSISTENCY, consistency);
        writeSchema(json, schema);
        writeFiles(json, files);
        writeTruncated(json, truncatedValues);
        return json.toString();
    }

    /** @throws IllegalArgumentException when {@link #json} did not write it */
    public static PartResult read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return new PartResult(schema(json), json.path(CONSISTENCY).asText(), truncated(json), files(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Expected what a part has come to, but got no JSON.", e);
        }
    }

    static void writeSchema(ObjectNode json, RowSchema schema) {
        for (Column column : schema.columns()) {
            json.withArray("schema")
                    .addObject()
                    .put("name", column.name())
                    .put("type", column.type().toString())
                    .put("source_type", column.sourceType())
                    .put("nullable", column.nullable());
        }
    }

    static RowSchema schema(JsonNode json) {
        List<Column> columns = new ArrayList<>();
        json.path("schema")
                .forEach(column -> columns.add(new Column(
                        column.path("name").asText(),
                        ColumnType.parse(column.path("type").asText()),
                        column.path("nullable").asBoolean(),
                        column.path("source_type").asText())));
        return new RowSchema(columns);
    }

    static void writeFiles(ObjectNode json, List<LandedFile> files) {
        files.forEach(file -> json.withArray("files")
                .addObject()
                .put("name", file.name())
                .put("rows", file.rows())
                .put("bytes", file.bytes()));
    }

    static List<LandedFile> files(JsonNode json) {
        List<LandedFile> files = new ArrayList<>();
        json.path("files")
                .forEach(file -> files.add(new LandedFile(
                        file.path("name").asText(),
                        file.path("rows").asLong(),
                        file.path("bytes").asLong())));
        return files;
    }

    static void writeTruncated(ObjectNode json, Map<String, Long> values) {
        ObjectNode truncated = json.putObject("truncated_values");
        new TreeMap<>(values).forEach(truncated::put);
    }

    static Map<String, Long> truncated(JsonNode json) {
        Map<String, Long> truncated = new TreeMap<>();
        json.path("truncated_values")
                .properties()
                .forEach(column ->
                        truncated.put(column.getKey(), column.getValue().asLong()));
        return truncated;
    }
}
