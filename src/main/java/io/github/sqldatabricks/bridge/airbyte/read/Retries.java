package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Doubling;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Attempts again what failed in a way that can pass. The adapter below has tried for a short time already, so the waits are long
 * and few. Thread-safe.
 */
public final class Retries {

    private static final Logger LOG = Logger.getLogger(Retries.class);

    private final int attempts;
    private final Duration firstWait;
    private final Duration longestWait;
    private final Cancellation cancellation = new Cancellation();

    /**
     * @param attempts in all that fail one after the other without a new record between them, at least 1
     * @param firstWait before the second attempt; doubled each time
     * @param longestWait where the doubling ends
     */
    public Retries(int attempts, Duration firstWait, Duration longestWait) {
        this.attempts = attempts;
        this.firstWait = firstWait;
        this.longestWait = longestWait;
    }

    /** Ends the waits, and the read that they belong to. */
    Cancellation cancellation() {
        return cancellation;
    }

    /** Calls until it succeeds, or fails for good or too often. */
    <T> T call(Supplier<T> attempt) {
        Series series = series();
        while (true) {
            try {
                return attempt.get();
            } catch (BridgeException.RemoteTransient failure) {
                series.failed(failure, false);
            }
        }
    }

    /** Attempts of one thing. */
    Series series() {
        return new Series();
    }

    /** Counts failures that come one after the other. Not thread-safe. */
    final class Series {

        private int failures;

        /**
         * Waits before the next attempt.
         *
         * @param progress whether the attempt got further before it failed, so that the count begins again
         * @throws BridgeException the failure, when there were too many
         */
        void failed(BridgeException failure, boolean progress) {
            failures = progress ? 1 : failures + 1;
            if (failures >= attempts) {
                throw failure;
            }
            Duration wait = Doubling.of(firstWait, failures - 1, longestWait);
            LOG.warnf(
                    "Trying again in %d ms after failure %d of %d: %s",
                    wait.toMillis(), failures, attempts, failure.getMessage());
            cancellation.pause(wait);
        }
    }
}
