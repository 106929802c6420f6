package io.github.sqldatabricks.bridge.databricks;

import com.databricks.sdk.core.DatabricksError;
import com.databricks.sdk.core.DatabricksException;
import io.github.sqldatabricks.bridge.databricks.DatabricksErrors.ErrorHint;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ExponentialBackoff;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Attempts again what failed in a way that passes, with growing waits, as long as the budget allows. A longer trouble is
 * the caller's: it starts the query anew.
 *
 * @param firstWait before the second attempt; doubled each time, and each time up to half of it longer by chance
 * @param longestWait where the doubling ends; a Retry-After may ask for more
 * @param budget time after the first failure in which another attempt may begin; zero means one attempt
 */
public record RetryPolicy(Duration firstWait, Duration longestWait, Duration budget) {

    private static final double JITTER = 0.5;

    /** One attempt. */
    static final RetryPolicy NONE = within(Duration.ZERO);

    /** The usual waits within a budget. */
    public static RetryPolicy within(Duration budget) {
        return new RetryPolicy(Duration.ofMillis(250), Duration.ofSeconds(10), budget);
    }

    /**
     * Calls until it succeeds or there is no hope or budget left.
     *
     * @param doing for the error message; no secrets
     * @throws io.github.sqldatabricks.bridge.model.BridgeException what the last failure means
     */
    <T> T call(String doing, Cancellation cancellation, Supplier<T> attempt) {
        return call(doing, ErrorHint.VOLUMES, cancellation, attempt);
    }

    /** The same with what to do about a refusal. */
    <T> T call(String doing, ErrorHint hint, Cancellation cancellation, Supplier<T> attempt) {
        ExponentialBackoff backoff = new ExponentialBackoff(firstWait, longestWait, JITTER);
        long firstFailure = 0;
        for (int failures = 1; ; failures++) {
            try {
                return attempt.get();
            } catch (RemoteFailure failure) {
                firstFailure = failures == 1 ? System.nanoTime() : firstFailure;
                Duration wait =
                        longer(backoff.after(failures), failure.retryAfter().orElse(Duration.ZERO));
                Duration soFar = Duration.ofNanos(System.nanoTime() - firstFailure);
                if (!DatabricksErrors.passes(failure) || soFar.plus(wait).compareTo(budget) > 0) {
                    throw DatabricksErrors.translate(failure, doing, hint);
                }
                cancellation.pause(wait);
            }
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /**
     * One request that failed, before anybody decided what that means. Never leaves this package: {@link DatabricksErrors}
     * turns it into a BridgeException.
     */
    static final class RemoteFailure extends RuntimeException {

        /** The status when no answer came at all. */
        static final int NO_ANSWER = 0;

        private static final int SDK_IO_ERROR = 523;

        private final int status;
        private final String errorCode;
        private final transient Optional<Duration> retryAfter;

        RemoteFailure(int status, String errorCode, String message, Optional<Duration> retryAfter, Throwable cause) {
            super(message, cause);
            this.status = status;
            this.errorCode = errorCode;
            this.retryAfter = retryAfter;
        }

        /** The connection failed, or no answer came in time. */
        static RemoteFailure noAnswer(String why, Throwable cause) {
            return new RemoteFailure(NO_ANSWER, "", why, Optional.empty(), cause);
        }

        /** What the SDK threw, perhaps wrapped several times (a failed login is). */
        static RemoteFailure of(DatabricksException thrown) {
            for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                if (cause instanceof DatabricksError error) {
                    int status = error.getStatusCode() == SDK_IO_ERROR ? NO_ANSWER : error.getStatusCode();
                    return new RemoteFailure(
                            status, orEmpty(error.getErrorCode()), orEmpty(error.getMessage()), Optional.empty(), null);
                }
            }
            return noAnswer(thrown.getClass().getSimpleName(), null);
        }

        /** The HTTP status, or {@link #NO_ANSWER}. */
        int status() {
            return status;
        }

        /** Databricks' stable code such as {@code PERMISSION_DENIED}, or empty. */
        String errorCode() {
            return errorCode;
        }

        /** What the answer's Retry-After asked for. */
        Optional<Duration> retryAfter() {
            return retryAfter;
        }

        private static String orEmpty(String text) {
            return text == null ? "" : text;
        }
    }
}
