package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.QueryStatus;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A job over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "JobStatusResponse")
record JobView(
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
        List<QueryView> results,

        @Schema(nullable = true, description = "Which queries failed")
        String error) {

    static JobView of(Job job) {
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
                job.queries().stream().map(QueryView::of).toList(),
                job.state().error().orElse(null));
    }
}
