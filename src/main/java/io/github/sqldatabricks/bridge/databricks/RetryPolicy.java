package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.databricks.DatabricksErrors.ErrorHint;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ExponentialBackoff;
import java.time.Duration;
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
}
