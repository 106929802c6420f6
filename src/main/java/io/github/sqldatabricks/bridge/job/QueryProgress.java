package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.extraction.ExtractionService.QueryOutcome;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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

    /** Where one query of a job is in its life. Times are of the store's clock. */
    public sealed interface QueryState {

        /** The state's name. */
        QueryStatus status();

        /** When it started last. */
        Optional<Instant> startedAt();

        /** When it ended. */
        default Optional<Instant> endedAt() {
            return Optional.empty();
        }

        /** It waits for a worker. */
        record Pending() implements QueryState {
            @Override
            public QueryStatus status() {
                return QueryStatus.PENDING;
            }

            @Override
            public Optional<Instant> startedAt() {
                return Optional.empty();
            }
        }

        /** A worker has it. */
        record Running(Instant started) implements QueryState {
            @Override
            public QueryStatus status() {
                return QueryStatus.RUNNING;
            }

            @Override
            public Optional<Instant> startedAt() {
                return Optional.of(started);
            }
        }

        /**
         * Nothing follows.
         *
         * @param startedAt empty when it never started
         * @param ended when it ended
         * @param outcome how
         */
        record Ended(Optional<Instant> startedAt, Instant ended, Outcome outcome) implements QueryState {
            @Override
            public QueryStatus status() {
                return outcome.status();
            }

            @Override
            public Optional<Instant> endedAt() {
                return Optional.of(ended);
            }
        }

        /** How a query ended. */
        sealed interface Outcome {
            /** The name of the state that it leads to. */
            QueryStatus status();

            /** The code of its failure (docs/errors.md); empty when it did not fail. */
            default Optional<String> errorCode() {
                return Optional.empty();
            }

            /** What a finished run means for its query. */
            static Outcome of(QueryOutcome run) {
                return run instanceof QueryOutcome.Extracted extracted
                        ? new Completed(extracted.files(), extracted.truncatedValues())
                        : new Skipped(((QueryOutcome.Skipped) run).reason());
            }

            /** What a failed run means for its query. */
            static Outcome of(BridgeException failure) {
                return new Failed(failure.code(), failure.getMessage(), failure.retryable());
            }
        }

        /**
         * The output is published.
         *
         * @param files whole paths, in order
         * @param truncatedValues values cut to microseconds, by column; ordered by name
         */
        record Completed(List<VolumePath> files, Map<String, Long> truncatedValues) implements Outcome {
            public Completed {
                files = List.copyOf(files);
                truncatedValues = Collections.unmodifiableMap(new TreeMap<>(truncatedValues));
            }

            @Override
            public QueryStatus status() {
                return QueryStatus.COMPLETED;
            }
        }

        /** Nothing was done, because output is there already. */
        record Skipped(String reason) implements Outcome {
            @Override
            public QueryStatus status() {
                return QueryStatus.SKIPPED;
            }
        }

        /**
         * It failed for good; nothing visible has changed.
         *
         * @param code an {@link ErrorCode} as text: a store can have one that only a newer version knows
         * @param message for people
         * @param retryable whether a new job can succeed without a change of the request
         */
        record Failed(String code, String message, boolean retryable) implements Outcome {

            public Failed(ErrorCode error, String message, boolean retryable) {
                this(error.text(), message, retryable);
            }

            @Override
            public QueryStatus status() {
                return QueryStatus.FAILED;
            }

            @Override
            public Optional<String> errorCode() {
                return Optional.of(code);
            }
        }

        /** The job was cancelled; nothing visible has changed. */
        record Cancelled() implements Outcome {
            @Override
            public QueryStatus status() {
                return QueryStatus.CANCELLED;
            }
        }

        /** The name of a {@link QueryState}, as callers and the store write it. */
        enum QueryStatus {
            PENDING,
            RUNNING,
            COMPLETED,
            /** Its output was there and was not to be overwritten. Counts as completed. */
            SKIPPED,
            FAILED,
            CANCELLED;

            /** The status in lower case. */
            public String text() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}
