package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Shows a running job to the person who waits for it, on standard error. */
interface ProgressDisplay {

    /** Shows nothing. */
    ProgressDisplay NONE = job -> {};

    /** The display for this process: live lines on a terminal, else one line every ten seconds. */
    static ProgressDisplay forThisProcess() {
        LiveTerminal terminal = LiveTerminal.installed();
        return terminal == null ? new Plain(System.err) : new Live(terminal);
    }

    /** Shows the job as it is now; called a few times a second, and a last time when it has ended. */
    void show(Job job);

    /** For logs and pipes: one line every ten seconds. */
    static final class Plain implements ProgressDisplay {

        private static final Duration INTERVAL = Duration.ofSeconds(10);

        private final PrintStream out;
        private Instant next = Instant.now().plus(INTERVAL);

        Plain(PrintStream out) {
            this.out = out;
        }

        @Override
        public void show(Job job) {
            Instant now = Instant.now();
            if (now.isBefore(next) || job.ended()) {
                return;
            }
            next = now.plus(INTERVAL);
            out.println(Live.Totals.of(job));
        }
    }

    /**
     * For a terminal: a line a query, rewritten in place, and one with the totals. Of more queries than the terminal has lines,
     * those that run are shown first, then those that failed, then those that wait; the totals count all.
     */
    static final class Live implements ProgressDisplay {

        private static final int NAME_WIDTH = 28;

        private final LiveTerminal terminal;

        Live(LiveTerminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public void show(Job job) {
            try {
                terminal.show(lines(job, terminal.room()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (job.ended()) {
                terminal.leave();
            }
        }

        /** At most {@code room} lines about the job, the last one with its totals. */
        static List<String> lines(Job job, int room) {
            int places = room - 1;
            Stream<QueryProgress> shown = job.queries().size() <= places
                    ? job.queries().stream()
                    : job.queries().stream()
                            .sorted(Comparator.comparingInt(Live::importance))
                            .limit(places);
            return Stream.concat(shown.map(Live::line), Stream.of("  " + Totals.of(job)))
                    .toList();
        }

        private static int importance(QueryProgress query) {
            return switch (query.state().status()) {
                case RUNNING -> 0;
                case FAILED -> 1;
                case PENDING -> 2;
                case CANCELLED -> 3;
                case COMPLETED, SKIPPED -> 4;
            };
        }

        private static String line(QueryProgress query) {
            String name = query.name().value();
            String shown = name.length() <= NAME_WIDTH ? name : name.substring(0, NAME_WIDTH - 1) + "~";
            String line = String.format(
                    "  %s %-" + NAME_WIDTH + "s %14s rows  %10s  %12s rows/s",
                    mark(query.state().status()),
                    shown,
                    Figures.count(query.progress().rows()),
                    Figures.bytes(query.progress().bytes()),
                    Figures.count(Math.round(query.progress().rowsPerSecond())));
            return query.ended() ? line : line + end(query.progress());
        }

        private static String end(Progress progress) {
            return progress.timeLeft()
                    .map(left -> "  of about "
                            + Figures.count(progress.estimatedRows().orElseThrow()) + ", "
                            + Math.max(1, left.toSeconds()) + " s left")
                    .orElse("");
        }

        private static String mark(QueryStatus status) {
            return switch (status) {
                case PENDING -> " ";
                case RUNNING -> ">";
                case COMPLETED, SKIPPED -> "+";
                case FAILED -> "!";
                case CANCELLED -> "x";
            };
        }

        /** How far a job is as a whole. */
        record Totals(long done, long all, long running, long failed, long rows, long bytes) {

            static Totals of(Job job) {
                return new Totals(
                        job.queries().stream().filter(QueryProgress::ended).count(),
                        job.queries().size(),
                        job.count(QueryStatus.RUNNING),
                        job.count(QueryStatus.FAILED),
                        job.queries().stream()
                                .mapToLong(query -> query.progress().rows())
                                .sum(),
                        job.queries().stream()
                                .mapToLong(query -> query.progress().bytes())
                                .sum());
            }

            @Override
            public String toString() {
                return done + " of " + all + " queries done, " + running + " running, " + failed + " failed, "
                        + Figures.count(rows) + " rows, " + Figures.bytes(bytes);
            }
        }
    }
}
