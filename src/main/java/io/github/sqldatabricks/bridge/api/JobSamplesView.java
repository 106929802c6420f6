package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobStore;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.job.QuerySamples;
import io.github.sqldatabricks.bridge.job.QuerySamples.Sample;
import io.github.sqldatabricks.bridge.job.QuerySamples.SampleThinning;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How far the queries of a job were over time, over the wire. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "JobSamples")
public record JobSamplesView(
        @Schema(description = "Which the seconds are counted from: when the job was created")
        Instant createdAt,

        @Schema(description = "By name; those that have not begun are left out")
        List<Query> queries) {

    /** @param query only this one */
    static JobSamplesView of(Job job, List<QuerySamples> sampled, Optional<QueryName> query) {
        Map<QueryName, List<Sample>> byName = new HashMap<>();
        sampled.forEach(samples -> byName.put(samples.query(), samples.samples()));
        return new JobSamplesView(
                job.createdAt(),
                job.queries().stream()
                        .filter(one -> query.isEmpty() || one.name().equals(query.get()))
                        .filter(one -> one.progress().attempts() > 0)
                        .sorted(Comparator.comparing(QueryProgress::name))
                        .limit(JobStore.SAMPLED_QUERIES)
                        .map(one -> Query.of(job, one, byName.getOrDefault(one.name(), List.of())))
                        .toList());
    }

    /** One query over time: lists of the same length, of which the entries at the same place are one point. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "QuerySamples")
    public record Query(
            String queryName,

            @Schema(description = "Seconds between two points at least, but for the last one")
            int intervalSeconds,

            @Schema(description = "Whole seconds since the job's creation, growing")
            List<Integer> seconds,

            @Schema(description = "Which attempt it was; each begins from 0 rows")
            List<Integer> attempts,

            List<Long> rows,
            List<Long> bytes) {

        private static Query of(Job job, QueryProgress query, List<Sample> sampled) {
            List<Sample> points = new ArrayList<>(sampled);
            end(job, query).ifPresent(end -> {
                points.removeIf(point -> point.second() >= end.second());
                points.add(end);
            });
            int passed = points.isEmpty()
                    ? 0
                    : points.get(points.size() - 1).second() - points.get(0).second();
            return new Query(
                    query.name().value(),
                    SampleThinning.interval(passed),
                    points.stream().map(Sample::second).toList(),
                    points.stream().map(Sample::attempt).toList(),
                    points.stream().map(Sample::rows).toList(),
                    points.stream().map(Sample::bytes).toList());
        }

        /** The last point of a query that has ended, which no heartbeat sees. */
        private static Optional<Sample> end(Job job, QueryProgress query) {
            Progress last = query.progress();
            return query.state()
                    .endedAt()
                    .map(ended -> new Sample(
                            (int) Duration.between(job.createdAt(), ended).toSeconds(),
                            last.attempts(),
                            last.rows(),
                            last.bytes()));
        }
    }
}
