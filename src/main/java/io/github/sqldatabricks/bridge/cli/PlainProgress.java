package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.job.Job;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** For logs and pipes: one line every ten seconds. */
final class PlainProgress implements ProgressDisplay {

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final PrintStream out;
    private Instant next = Instant.now().plus(INTERVAL);

    PlainProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(Job job) {
        Instant now = Instant.now();
        if (now.isBefore(next) || job.ended()) {
            return;
        }
        next = now.plus(INTERVAL);
        out.println(LiveProgress.Totals.of(job));
    }
}
