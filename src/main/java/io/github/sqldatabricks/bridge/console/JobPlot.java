package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.api.JobSamplesView;
import io.github.sqldatabricks.bridge.api.JobView;
import io.github.sqldatabricks.bridge.api.JobViews;
import io.github.sqldatabricks.bridge.console.plot.RatePlot;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The plot of a job on one open page. It moves every five seconds while the job runs, so that a stream stays small, and once more when it has
 * ended. Keeps the plot, not the samples that it was made of. Used by one thread.
 */
final class JobPlot {

    private static final Duration STEP = Duration.ofSeconds(5);

    private RatePlot made;
    private boolean ended;
    private long at;
    private boolean asked;

    /** Null before there is anything to draw. */
    RatePlot of(JobViews.Watched now) {
        boolean hasEnded = now.job().completedAt() != null;
        if (!asked || hasEnded != ended || !ended && System.nanoTime() - at >= STEP.toNanos()) {
            made = plot(now.job(), now.samples().get());
            ended = hasEnded;
            at = System.nanoTime();
            asked = true;
        }
        return made;
    }

    private static RatePlot plot(JobView job, JobSamplesView samples) {
        Instant end = Optional.ofNullable(job.completedAt()).orElseGet(Instant::now);
        long seconds = Duration.between(job.createdAt(), end).toSeconds();
        long step = STEP.toSeconds();
        int shown = (int) (job.completedAt() == null ? seconds / step * step : Math.max(1, seconds));
        if (shown < 1 || samples.queries().isEmpty()) {
            return null;
        }
        return RatePlot.of(
                samples.queries().stream()
                        .map(query -> new RatePlot.Series(query.seconds(), query.attempts(), query.rows()))
                        .toList(),
                shown);
    }
}
