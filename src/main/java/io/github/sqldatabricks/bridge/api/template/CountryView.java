package io.github.sqldatabricks.bridge.api.template;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.extraction.TemplateLibrary.CountrySummary;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A country over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "Country")
public record CountryView(
        @Schema(description = "What POST /extract takes as country")
        String code,

        @Schema(
                description = "A server is read once for several countries",
                enumeration = {"country", "server"})
        String kind,

        @Schema(description = "Which SQL Server and database it is; empty in the sandbox")
        Map<String, String> origin,

        @Schema(description = "How many templates are in its own folders")
        int ownTemplates,

        @Schema(description = "Whether it has a parameter file of its own")
        boolean parameterFile,

        @Schema(
                description =
                        "By state of jobs, when the caller's last job in that state was created; an admin's, anybody's")
        Map<String, Instant> lastJobs) {

    static CountryView of(CountrySummary country, Map<String, String> origin, Map<JobStatus, Instant> jobs) {
        Map<String, Instant> lastJobs = new TreeMap<>();
        jobs.forEach((status, time) -> lastJobs.put(status.text(), time));
        return new CountryView(
                country.name(),
                country.server() ? "server" : "country",
                new TreeMap<>(origin),
                country.templates(),
                country.parameterFile(),
                lastJobs);
    }
}
