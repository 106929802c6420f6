package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where a job is in its life. Each state offers only the transitions that are legal from it. */
public sealed interface JobState {

    /** The state's name. */
    JobStatus status();

    /** When the first query started, by the store's clock. */
    Optional<Instant> startedAt();

    /** When the last query ended, by the store's clock. */
    default Optional<Instant> endedAt() {
        return Optional.empty();
    }

    /** What went wrong, for people; only of a failed job. */
    default Optional<String> error() {
        return Optional.empty();
    }

    /** No query has started. */
    record Pending() implements JobState {
        public Running start(Instant at) {
            return new Running(at);
        }

        public Cancelled cancel(Instant at) {
            return new Cancelled(Optional.empty(), at);
        }

        @Override
        public JobStatus status() {
            return JobStatus.PENDING;
        }

        @Override
        public Optional<Instant> startedAt() {
            return Optional.empty();
        }
    }

    /** Some query has started and not all have ended. */
    record Running(Instant started) implements JobState {
        public Completed complete(Instant at) {
            return new Completed(started, at);
        }

        public Failed fail(Instant at, String why) {
            return new Failed(started, at, why);
        }

        public Cancelled cancel(Instant at) {
            return new Cancelled(Optional.of(started), at);
        }

        @Override
        public JobStatus status() {
            return JobStatus.RUNNING;
        }

        @Override
        public Optional<Instant> startedAt() {
            return Optional.of(started);
        }
    }

    /** The job has ended: nothing follows. */
    sealed interface Ended extends JobState {

        /** When the last query ended, by the store's clock. */
        Instant ended();

        @Override
        default Optional<Instant> endedAt() {
            return Optional.of(ended());
        }
    }

    /** Every query has its output. */
    record Completed(Instant started, Instant ended) implements Ended {
        @Override
        public JobStatus status() {
            return JobStatus.COMPLETED;
        }

        @Override
        public Optional<Instant> startedAt() {
            return Optional.of(started);
        }
    }

    /** All queries have ended and at least one failed. */
    record Failed(Instant started, Instant ended, String why) implements Ended {
        @Override
        public JobStatus status() {
            return JobStatus.FAILED;
        }

        @Override
        public Optional<Instant> startedAt() {
            return Optional.of(started);
        }

        @Override
        public Optional<String> error() {
            return Optional.of(why);
        }
    }

    /** All queries have ended, and the job had been cancelled before. */
    record Cancelled(Optional<Instant> startedAt, Instant ended) implements Ended {
        @Override
        public JobStatus status() {
            return JobStatus.CANCELLED;
        }
    }

    /** The name of a {@link JobState}, as callers and the store write it. */
    enum JobStatus {
        PENDING,
        RUNNING,
        COMPLETED,
        FAILED,
        CANCELLED;

        /** The status in lower case. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The status that {@code text} names; case matters.
         *
         * @throws BridgeException.InvalidRequest when there is none
         */
        public static JobStatus of(String text) {
            return Arrays.stream(values())
                    .filter(status -> status.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new BridgeException.InvalidRequest(
                            ErrorCode.INVALID_STATUS,
                            "Expected a status of " + known() + "; GET /jobs without a filter has all."));
        }

        private static String known() {
            return Arrays.stream(values()).map(JobStatus::text).collect(Collectors.joining(", "));
        }
    }
}
