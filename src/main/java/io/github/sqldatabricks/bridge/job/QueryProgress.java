package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One query of a job.
 *
 * @param name which template
 * @param folder where its output goes
 * @param state where it is in its life
 * @param progress how far it is
 * @param takeovers how many workers were lost while they ran it
 * @param load into which Delta table its rows go; empty when they stay in the volume
 */
public record QueryProgress(
        QueryName name,
        VolumePath folder,
        QueryState state,
        Progress progress,
        int takeovers,
        Optional<QueryLoad> load) {

    /** One whose rows stay in the volume. */
    public QueryProgress(QueryName name, VolumePath folder, QueryState state, Progress progress, int takeovers) {
        this(name, folder, state, progress, takeovers, Optional.empty());
    }

    /** A query that waits. */
    public static QueryProgress pending(QueryName name, VolumePath folder) {
        return pending(name, folder, Optional.empty());
    }

    /** A query that waits, and whose rows go into a Delta table. */
    public static QueryProgress pending(QueryName name, VolumePath folder, Optional<QueryLoad> load) {
        return new QueryProgress(name, folder, new QueryState.Pending(), Progress.NONE, 0, load);
    }

    /** Whether it has ended. */
    public boolean ended() {
        return state instanceof QueryState.Ended;
    }

    /** How it ended; empty when it has not. */
    public Optional<QueryState.Outcome> outcome() {
        return state instanceof QueryState.Ended ended ? Optional.of(ended.outcome()) : Optional.empty();
    }

    /** It waits again: {@code died} when the worker that had it gave no sign of life. */
    QueryProgress reclaimed(boolean died) {
        requireNotEnded();
        return new QueryProgress(name, folder, new QueryState.Pending(), progress, takeovers + (died ? 1 : 0), load);
    }

    QueryProgress started(Instant at) {
        requireNotEnded();
        return new QueryProgress(name, folder, new QueryState.Running(at), progress, takeovers, load);
    }

    QueryProgress ended(QueryState.Outcome outcome, Progress last, Instant at) {
        requireNotEnded();
        return new QueryProgress(
                name, folder, new QueryState.Ended(state.startedAt(), at, outcome), last, takeovers, load);
    }

    private void requireNotEnded() {
        if (ended()) {
            throw new IllegalStateException("the query " + name + " has ended");
        }
    }

    /**
     * How far a query is.
     *
     * @param attempts how often it was tried so far, the present attempt included; 0 before the first
     * @param rows rows read in the last attempt
     * @param bytes bytes of files in the last attempt
     * @param elapsed how long the last attempt has taken so far, or took
     * @param estimatedRows rows that are expected in the end; empty when nobody knows
     */
    public record Progress(int attempts, long rows, long bytes, Duration elapsed, Optional<Long> estimatedRows) {

        /** Before the first attempt. */
        public static final Progress NONE = new Progress(0, 0, 0, Duration.ZERO);

        private static final double MILLIS_PER_SECOND = 1000;

        /** Progress of which nobody knows where it ends. */
        public Progress(int attempts, long rows, long bytes, Duration elapsed) {
            this(attempts, rows, bytes, elapsed, Optional.empty());
        }

        /** How much longer it takes at the rate so far; empty without an estimate, or when there are more rows than it says. */
        public Optional<Duration> timeLeft() {
            return estimatedRows
                    .filter(all -> rows > 0 && rows <= all)
                    .map(all -> Duration.ofMillis((long) ((double) elapsed.toMillis() / rows * (all - rows))));
        }

        /** Rows a second of the last attempt; 0 when it took no measurable time. */
        public double rowsPerSecond() {
            long millis = elapsed.toMillis();
            return millis == 0 ? 0 : rows * MILLIS_PER_SECOND / millis;
        }
    }
}
