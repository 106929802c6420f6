package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.api.JobView;
import io.github.sqldatabricks.bridge.console.plot.StateBar;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A job with what pages count of it.
 *
 * @param bar its queries by their states
 * @param rows of all queries, so far
 * @param rate rows per second of the queries that run, or of all over the whole time when it has ended
 * @param elapsed from its beginning to its end or now; zero before
 */
public record JobRow(
        JobView job, StateBar bar, Map<String, Long> counts, long rows, long bytes, double rate, Duration elapsed) {

    private static final List<String> STATES =
            List.of("completed", "skipped", "failed", "cancelled", "running", "pending");
    private static final double MILLIS = 1000;

    /** The job as it is at this time. */
    static JobRow of(JobView job, Instant now) {
        Map<String, Long> counts = new LinkedHashMap<>();
        Map<String, Long> found =
                job.results().stream().collect(Collectors.groupingBy(JobView.Query::status, Collectors.counting()));
        STATES.forEach(state -> counts.put(state, found.getOrDefault(state, 0L)));
        Map<String, Long> shapes = new LinkedHashMap<>();
        counts.forEach((state, count) -> shapes.put(Shown.shape(state), count));
        long rows =
                job.results().stream().mapToLong(JobView.Query::rowsExtracted).sum();
        Duration elapsed = elapsed(job, now);
        return new JobRow(
                job,
                StateBar.of(shapes),
                counts,
                rows,
                job.results().stream().mapToLong(JobView.Query::bytesWritten).sum(),
                rate(job, rows, elapsed),
                elapsed);
    }

    private static Duration elapsed(JobView job, Instant now) {
        if (job.startedAt() == null) {
            return Duration.ZERO;
        }
        return Duration.between(job.startedAt(), job.completedAt() == null ? now : job.completedAt());
    }

    private static double rate(JobView job, long rows, Duration elapsed) {
        return job.completedAt() == null
                ? job.results().stream()
                        .filter(query -> query.status().equals("running"))
                        .mapToDouble(JobView.Query::rowsPerSecond)
                        .sum()
                : elapsed.isZero() ? 0 : rows * MILLIS / Math.max(1, elapsed.toMillis());
    }

    /** Whether it goes on. */
    public boolean isOpen() {
        return job.completedAt() == null;
    }

    /** Whether the form can ask for it once more: it has no field for other folders and for loads. */
    public boolean isRepeatable() {
        JobView.Request request = job.request();
        return request.replication() == null
                && request.queriesPath() == null
                && request.configPath() == null
                && job.results().stream().allMatch(query -> query.load() == null);
    }

    /** Whether some of its queries can be tried again; those of a replication's run are by its next run. */
    public boolean hasFailed() {
        return !isOpen() && job.request().replication() == null && counts.get("failed") + counts.get("cancelled") > 0;
    }

    /** How many queries can be tried again. */
    public long retryable() {
        return counts.get("failed") + counts.get("cancelled");
    }

    /** How many queries run or wait. */
    public long unfinished() {
        return counts.get("running") + counts.get("pending");
    }
}
