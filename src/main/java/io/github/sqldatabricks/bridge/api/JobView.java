package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobStore.Details;
import io.github.sqldatabricks.bridge.job.QueryLoad;
import io.github.sqldatabricks.bridge.job.QueryLoad.LoadState;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A job over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "JobStatusResponse")
public record JobView(
        String jobId,

        @Schema(
                enumeration = {"pending", "running", "completed", "failed", "cancelled"},
                examples = "running")
        String status,

        String country,
        String destination,
        Instant createdAt,
        @Schema(nullable = true) Instant startedAt,

        @Schema(nullable = true, description = "When it ended, well or badly")
        Instant completedAt,

        long queriesTotal,

        @Schema(description = "Queries whose output is there, skipped ones included")
        long queriesCompleted,

        long queriesFailed,
        List<Query> results,

        @Schema(nullable = true, description = "Which queries failed")
        String error,

        @Schema(description = "The user who asked for it") String owner,

        @Schema(description = "Whether it was cancelled; queries that run stop a little later")
        boolean cancelRequested,

        @Schema(nullable = true, description = "The job whose queries it tries again; null for most")
        String retryOf,

        @Schema(description = "How it was asked for") Request request) {

    /** What stands in the place of a secret. */
    public static final String MASK = ParameterText.MASK;

    /** As lists show it. */
    static JobView of(Job job) {
        return of(job, Optional.empty());
    }

    /** @param details what is told of one job alone */
    static JobView of(Job job, Optional<Details> details) {
        Map<QueryName, String> workers = details.map(Details::workers).orElse(Map.of());
        return new JobView(
                job.id().value(),
                job.state().status().text(),
                job.request().country().code(),
                job.destination().value(),
                job.createdAt(),
                job.state().startedAt().orElse(null),
                job.state().endedAt().orElse(null),
                job.queries().size(),
                job.count(QueryStatus.COMPLETED) + job.count(QueryStatus.SKIPPED),
                job.count(QueryStatus.FAILED),
                job.queries().stream()
                        .map(query -> Query.of(job, query, workers.get(query.name())))
                        .toList(),
                job.state().error().orElse(null),
                job.owner(),
                job.cancelRequested(),
                job.retry().map(retry -> retry.of().value()).orElse(null),
                Request.of(job.request(), details.flatMap(Details::parameters).orElse(null)));
    }

    /** How a job was asked for, over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "JobRequest")
    public record Request(
            @Schema(nullable = true) String queriesPath,
            @Schema(nullable = true) String configPath,

            @Schema(description = "Whether output that is there is replaced")
            boolean overwrite,

            @Schema(nullable = true, description = "Rows per file; null for the configured number")
            Integer chunkSize,

            @Schema(nullable = true, description = "Rows per query at most; null for all")
            Long limit,

            @Schema(nullable = true, description = "The replication that it is a run of; null for templates")
            String replication,

            @Schema(
                    nullable = true,
                    description =
                            "Parameters that the request gave, as text; secrets masked. Null in lists, and when they are"
                                    + " sealed with another key")
            Map<String, String> parameters) {

        private static Request of(ExtractionRequest request, Map<String, String> parameters) {
            return new Request(
                    request.queriesPath().orElse(null),
                    request.configPath().orElse(null),
                    request.overwrite(),
                    request.chunkSize().isPresent() ? request.chunkSize().getAsInt() : null,
                    request.limit().isPresent() ? request.limit().getAsLong() : null,
                    request.replication().orElse(null),
                    parameters);
        }
    }

    /** One query of a job over the wire. Fields of what did not happen are null, or left out when they are ours alone. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "QueryResult")
    public record Query(
            String queryName,

            @Schema(
                    description = "Skipped when its output was there already",
                    enumeration = {"pending", "running", "completed", "skipped", "failed", "cancelled"})
            String status,

            @Schema(description = "So far, or in the end") long rowsExtracted,

            @Schema(description = "Whole paths in the volume, in order")
            List<String> filesCreated,

            @Schema(nullable = true, description = "Why it failed")
            String error,

            @Schema(nullable = true, description = "Of the last attempt, so far or in the end; null before the first")
            Double durationSeconds,

            @Schema(description = "Size of the files, so far or in the end")
            long bytesWritten,

            @Schema(description = "How often it was tried") int attempts,
            @Schema(description = "Of the last attempt") double rowsPerSecond,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(
                    description =
                            "Rows that are expected in the end: as many as the output has that is replaced. Left out when"
                                    + " nobody knows")
            Long estimatedRows,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(
                    description =
                            "How much longer it takes at the rate so far; only while it runs, and with an estimate")
            Double estimatedSecondsLeft,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "Stable name of the error")
            String errorCode,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(description = "Whether a new job can succeed without a change of the request")
            Boolean retryable,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "Why it was skipped")
            String message,

            @JsonInclude(JsonInclude.Include.NON_EMPTY)
            @Schema(description = "Values cut to microseconds, by column; only where the template allows it")
            Map<String, Long> truncatedValues,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(description = "The load into a Delta table; left out when the rows stay in the volume")
            Load load,

            @Schema(description = "Where its output goes") String folder,

            @Schema(description = "How many processes were lost while they ran it")
            int takeovers,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "When it began last")
            Instant startedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(description = "When it ended, well or badly")
            Instant endedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Schema(description = "The process that runs it, or ran it last; left out in lists")
            String worker) {

        private static final double MILLIS_PER_SECOND = 1000;
        private static final double TENTHS = 10;

        static Query of(Job job, QueryProgress query, String worker) {
            Optional<QueryState.Completed> completed = outcome(query, QueryState.Completed.class);
            Optional<QueryState.Failed> failed = outcome(query, QueryState.Failed.class);
            boolean tried = query.progress().attempts() > 0;
            return new Query(
                    query.name().value(),
                    query.state().status().text(),
                    query.progress().rows(),
                    completed.map(Query::files).orElse(List.of()),
                    failed.map(QueryState.Failed::message).orElse(null),
                    tried ? query.progress().elapsed().toMillis() / MILLIS_PER_SECOND : null,
                    query.progress().bytes(),
                    query.progress().attempts(),
                    Math.round(query.progress().rowsPerSecond() * TENTHS) / TENTHS,
                    query.progress().estimatedRows().orElse(null),
                    secondsLeft(query),
                    failed.map(QueryState.Failed::code).orElse(null),
                    failed.map(QueryState.Failed::retryable).orElse(null),
                    outcome(query, QueryState.Skipped.class)
                            .map(QueryState.Skipped::reason)
                            .orElse(null),
                    completed.map(QueryState.Completed::truncatedValues).orElse(Map.of()),
                    query.load().map(load -> Load.of(job, query, load)).orElse(null),
                    query.folder().value(),
                    query.takeovers(),
                    query.state().startedAt().orElse(null),
                    query.state().endedAt().orElse(null),
                    worker);
        }

        private static Double secondsLeft(QueryProgress query) {
            return query.state() instanceof QueryState.Running
                    ? query.progress()
                            .timeLeft()
                            .map(left -> left.toMillis() / MILLIS_PER_SECOND)
                            .orElse(null)
                    : null;
        }

        private static <T extends QueryState.Outcome> Optional<T> outcome(QueryProgress query, Class<T> kind) {
            return query.outcome().filter(kind::isInstance).map(kind::cast);
        }

        private static List<String> files(QueryState.Completed completed) {
            return completed.files().stream().map(VolumePath::value).toList();
        }
    }

    /** The load of a query over the wire. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "QueryLoad")
    public record Load(
            @Schema(description = "The same in each attempt; appended rows have it in _bridge_load_id")
            String id,

            String target,

            @Schema(enumeration = {"replace", "append", "merge", "replace-where"})
            String mode,

            @Schema(
                    description = "Blocked when it would have taken more rows away than its limits allow",
                    enumeration = {"pending", "loaded", "blocked", "failed", "cancelled"})
            String state,

            @Schema(nullable = true, description = "Rows that were loaded; null before")
            Long rows) {

        private static Load of(Job job, QueryProgress query, QueryLoad load) {
            LoadState state = LoadState.of(query.state());
            return new Load(
                    load.id(job, query.name()).text(),
                    load.target().toString(),
                    load.mode(),
                    state.text(),
                    state == LoadState.LOADED ? query.progress().rows() : null);
        }
    }
}
