package io.github.sqldatabricks.bridge.model;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: each wait is twice the one before, up to the longest. {@link Cancellation#pause} waits.
 *
 * @param first the wait after the first failure
 * @param longest where the doubling ends; also the wait when {@code first} is longer
 * @param jitter by how much of itself a wait may be longer by chance, 0 to 1, so that what failed together does not come back together
 */
public record ExponentialBackoff(Duration first, Duration longest, double jitter) {

    /** Waits without jitter. */
    public ExponentialBackoff(Duration first, Duration longest) {
        this(first, longest, 0);
    }

    /** Waits of half to all of what doubles from {@code first} to {@code longest}; at least a millisecond. */
    public static ExponentialBackoff halfToFull(Duration first, Duration longest) {
        Duration half = first.dividedBy(2);
        Duration shortest = Duration.ofMillis(1);
        return new ExponentialBackoff(half.compareTo(shortest) < 0 ? shortest : half, longest.dividedBy(2), 1);
    }

    /**
     * The wait after some failures.
     *
     * @param failures how many in a row, at least 1
     */
    public Duration after(int failures) {
        Duration wait = first;
        for (int i = 1; i < failures && wait.compareTo(longest) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        long millis = (wait.compareTo(longest) < 0 ? wait : longest).toMillis();
        long most = (long) (millis * jitter);
        return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(most + 1));
    }
}
