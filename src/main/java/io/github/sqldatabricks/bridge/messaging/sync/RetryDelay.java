package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.model.Doubling;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before another attempt: exponential back-off with jitter. */
final class RetryDelay {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private RetryDelay() {}

    /**
     * The wait.
     *
     * @param failures how often it has failed in a row, at least 1
     * @param first the wait after the first failure, about
     */
    static Duration after(int failures, Duration first) {
        Duration base = first.compareTo(SHORTEST) < 0 ? SHORTEST : first;
        long bounded = Doubling.of(base, failures - 1, LONGEST).toMillis();
        // Half to full, so that what failed together does not come back together.
        return Duration.ofMillis(bounded / 2 + ThreadLocalRandom.current().nextLong(bounded / 2 + 1));
    }
}
