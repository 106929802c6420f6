package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.job.Job;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The answer to {@code POST /extract}, and to whatever else makes a job. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "ExtractionResponse")
public record ExtractionAnswer(
        @Schema(description = "Ask GET /jobs/{job_id} how far it is")
        String jobId,

        @Schema(
                enumeration = {"pending", "running", "completed", "failed", "cancelled"},
                examples = "pending")
        String status,

        @Schema(description = "For people") String message,
        @Schema(description = "Queries in the job") int queriesCount) {

    static ExtractionAnswer of(Job job) {
        int queries = job.queries().size();
        String message = "Extraction job " + job.id() + " of " + queries + (queries == 1 ? " query" : " queries")
                + " to " + job.destination();
        return new ExtractionAnswer(job.id().value(), job.state().status().text(), message, queries);
    }
}
