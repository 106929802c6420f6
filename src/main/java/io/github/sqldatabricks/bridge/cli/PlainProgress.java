package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryStatus;
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
        long done = job.queries().stream().filter(QueryProgress::ended).count();
        long rows = job.queries().stream()
                .mapToLong(query -> query.progress().rows())
                .sum();
        long bytes = job.queries().stream()
                .mapToLong(query -> query.progress().bytes())
                .sum();
        out.println(done + " of " + job.queries().size() + " queries done, " + job.count(QueryStatus.FAILED)
                + " failed, " + Figures.count(rows) + " rows, " + Figures.bytes(bytes));
    }
}
