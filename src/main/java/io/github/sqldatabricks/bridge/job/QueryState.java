package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.extraction.QueryOutcome;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
