package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryStatus;
import java.io.PrintStream;

/** For a terminal: one line a query, rewritten in place (ECMA-48 cursor control). */
final class LiveProgress implements ProgressDisplay {

    private static final String CLEAR_LINE = "\u001b[2K";
    private static final int NAME_WIDTH = 28;

    private final PrintStream out;
    private int shownLines;

    LiveProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(Job job) {
        StringBuilder screen = new StringBuilder();
        if (shownLines > 0) {
            screen.append("\u001b[").append(shownLines).append('A');
        }
        job.queries()
                .forEach(query -> screen.append(CLEAR_LINE).append(line(query)).append('\n'));
        shownLines = job.queries().size();
        out.print(screen);
        out.flush();
    }

    private static String line(QueryProgress query) {
        String name = query.name().value();
        String shown = name.length() <= NAME_WIDTH ? name : name.substring(0, NAME_WIDTH - 1) + "~";
        return String.format(
                "  %s %-" + NAME_WIDTH + "s %14s rows  %10s  %12s rows/s",
                mark(query.state().status()),
                shown,
                Figures.count(query.progress().rows()),
                Figures.bytes(query.progress().bytes()),
                Figures.count(Math.round(query.progress().rowsPerSecond())));
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
}
