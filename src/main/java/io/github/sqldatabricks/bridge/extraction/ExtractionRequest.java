package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.input.ParameterName;
import io.github.sqldatabricks.bridge.load.LoadSpec;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a caller asks for, validated field by field.
 *
 * @param queriesPath a folder below {@link ExtractionConfig#queriesPath()}; empty for that folder itself
 * @param configPath a folder below {@link ExtractionConfig#configPath()}; empty for that folder itself
 * @param country whose templates, parameters and SQL Server are used
 * @param destination where the output goes; empty for {@link ExtractionConfig#defaultDestination()}
 * @param queries the templates to run; empty for all
 * @param overwrite whether output that is there is replaced; else its query is skipped
 * @param chunkSize rows per file, at least 1; empty for {@link ExtractionConfig#chunkSize()}
 * @param parameters override those of the files; a dot in a name is the same as {@code _}
 * @param limit the most rows per query, at least 1; empty for all
 * @param load what becomes of the rows in Delta tables, beyond what the templates say of it
 * @param run the replication whose streams the queries are; empty when they are templates
 */
public record ExtractionRequest(
        Optional<String> queriesPath,
        Optional<String> configPath,
        Country country,
        Optional<VolumePath> destination,
        List<QueryName> queries,
        boolean overwrite,
        OptionalInt chunkSize,
        Map<String, ParameterValue> parameters,
        OptionalLong limit,
        LoadSpec load,
        Optional<StreamsRun> run) {

    /**
     * A run of streams as it is asked for; the replication's file says all that is not said here.
     *
     * @param replication its name
     * @param streams which of them, by names with {@code *}; empty for all
     * @param reset whether they are read whole and replace what is in their targets
     * @param backfill the range of them that is loaded again; empty for what is new
     */
    public record StreamsRun(String replication, Optional<String> streams, boolean reset, Optional<Backfill> backfill) {

        /** @throws IllegalArgumentException when it is to do both */
        public StreamsRun {
            if (reset && backfill.isPresent()) {
                throw new IllegalArgumentException("a run either resets or loads a range again");
            }
        }

        /** One of all streams. */
        public StreamsRun(String replication, boolean reset, Optional<Backfill> backfill) {
            this(replication, Optional.empty(), reset, backfill);
        }
    }

    /** @throws BridgeException.InvalidRequest when two parameters come to the same name */
    public ExtractionRequest {
        queries = List.copyOf(queries);
        parameters = Map.copyOf(ParameterName.flat(parameters));
    }

    /** The replication's name; empty when the queries are templates. */
    public Optional<String> replication() {
        return run.map(StreamsRun::replication);
    }

    /** One of templates. */
    public ExtractionRequest(
            Optional<String> queriesPath,
            Optional<String> configPath,
            Country country,
            Optional<VolumePath> destination,
            List<QueryName> queries,
            boolean overwrite,
            OptionalInt chunkSize,
            Map<String, ParameterValue> parameters,
            OptionalLong limit,
            LoadSpec load) {
        this(
                queriesPath,
                configPath,
                country,
                destination,
                queries,
                overwrite,
                chunkSize,
                parameters,
                limit,
                load,
                Optional.empty());
    }

    /** One of streams. */
    public static ExtractionRequest ofStreams(
            StreamsRun run, Country country, VolumePath destination, List<QueryName> streams) {
        return new ExtractionRequest(
                Optional.empty(),
                Optional.empty(),
                country,
                Optional.of(destination),
                streams,
                true,
                OptionalInt.empty(),
                Map.of(),
                OptionalLong.empty(),
                LoadSpec.NONE,
                Optional.of(run));
    }

    /** One that says nothing of loads. */
    public ExtractionRequest(
            Optional<String> queriesPath,
            Optional<String> configPath,
            Country country,
            Optional<VolumePath> destination,
            List<QueryName> queries,
            boolean overwrite,
            OptionalInt chunkSize,
            Map<String, ParameterValue> parameters,
            OptionalLong limit) {
        this(
                queriesPath,
                configPath,
                country,
                destination,
                queries,
                overwrite,
                chunkSize,
                parameters,
                limit,
                LoadSpec.NONE);
    }

    /**
     * A range of a stream's rows that is read and loaded again. Values are texts, as a date or a number is written; the column's type reads
     * them.
     *
     * @param column by whose values; empty for the stream's cursor or the column of its slices
     * @param from the first value
     * @param to the first one behind, larger than the first
     */
    public record Backfill(Optional<String> column, String from, String to) {

        /** Such as {@code changed_at from 2026-01-01 to before 2026-02-01}. */
        public String text() {
            return column.map(name -> name + " ").orElse("") + "from " + from + " to before " + to;
        }
    }
}
