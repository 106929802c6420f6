package io.github.sqldatabricks.bridge.extraction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.extraction.template.PartitionBy;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

/** Port: the parts of one query's rows, and who reads which. Each counts once, whoever has read it. Thread-safe, blocking. */
public interface QueryParts {

    /** How many there are, at least 1. */
    int count();

    /**
     * Whether what is read outlives this attempt, and other processes read parts too. Files appear as soon as their part is read then, in a
     * folder that nobody reads before its manifest is there.
     */
    boolean areShared();

    /**
     * Takes the next part for the calling thread. While others read the last ones it waits, because they may leave them.
     *
     * @param elsewhere is told how far others are
     * @param stop ends the wait
     * @return empty when there is nothing left to do
     */
    Optional<Part> next(Elsewhere elsewhere, Cancellation stop);

    /** The columns of a part that is read, by whoever has read it; empty when none is, or only this attempt reads parts. */
    default Optional<RowSchema> columnsRead() {
        return Optional.empty();
    }

    /**
     * All rows of a part are in files, where they are to stay.
     *
     * @throws BridgeException.RemoteTransient when the part was taken by another reader meanwhile, so that these files do not count
     */
    void finish(Part part, PartResult result);

    /**
     * What all parts have come to, in their order.
     *
     * @throws BridgeException.RemoteTransient when one of them is not read
     */
    List<PartResult> results();

    /**
     * Whether these are the files of all parts. An output of others that was committed before is not the one of these parts: another process
     * may have committed it late, and since then some of its files may have gone, and their parts been read again.
     *
     * @param names in their order
     */
    default boolean haveFiles(List<String> names) {
        return true;
    }

    /**
     * Some rows of a query.
     *
     * @param ordinal from 0
     * @param fence counts the readers of a part that is shared, from 1: files of different readers have different names
     * @param query has the rows
     */
    record Part(int ordinal, OptionalLong fence, RowQuery query) {}

    /** Told what of the query is read elsewhere: by other processes, or by an attempt before. */
    @FunctionalInterface
    interface Elsewhere {
        void read(long rows, long bytes);
    }

    /** Parts that the readers of one attempt share, and nobody else. */
    final class LocalParts implements QueryParts {

        private final Queue<Part> open = new ConcurrentLinkedQueue<>();
        private final NavigableMap<Integer, PartResult> results = new ConcurrentSkipListMap<>();
        private final int count;

        /** @param queries at least one */
        LocalParts(List<RowQuery> queries) {
            count = queries.size();
            queries.forEach(query -> open.add(new Part(open.size(), OptionalLong.empty(), query)));
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public boolean areShared() {
            return false;
        }

        @Override
        public Optional<Part> next(Elsewhere elsewhere, Cancellation stop) {
            return Optional.ofNullable(open.poll());
        }

        @Override
        public void finish(Part part, PartResult result) {
            results.put(part.ordinal(), result);
        }

        @Override
        public List<PartResult> results() {
            return List.copyOf(results.values());
        }
    }

    /**
     * What the rows of a part have come to.
     *
     * @param schema their columns
     * @param consistency how consistent they are among each other, as {@link io.github.sqldatabricks.bridge.model.RowStream#consistency()} says
     * @param truncatedValues values cut to microseconds, by column
     * @param files have them, in order; none for a part without rows
     */
    record PartResult(RowSchema schema, String consistency, Map<String, Long> truncatedValues, List<LandedFile> files) {

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

        /** Whether one of its files has one of the names. */
        public boolean hasAny(Set<String> names) {
            return files.stream().map(LandedFile::name).anyMatch(names::contains);
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

    /** Port: divides the rows of a template's query among several statements. Thread-safe, blocking. */
    @FunctionalInterface
    interface QueryDivision {

        /** Each query is read as a whole. */
        QueryDivision NONE = (query, by, cancellation) -> List.of(query);

        /**
         * Statements that have each of its rows exactly once between them, as long as no row changes its value of the column.
         *
         * @return at least one
         * @throws io.github.sqldatabricks.bridge.model.BridgeException ({@code partition-refused}) when the query has no such column, or one
         *     whose values have no order; or when the source can't be asked
         */
        List<RowQuery> parts(RowQuery query, PartitionBy by, Cancellation cancellation);
    }
}
