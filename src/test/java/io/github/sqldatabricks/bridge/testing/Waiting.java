package io.github.sqldatabricks.bridge.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Awaitility with conditions that are looked at soon, and then ever more rarely. By itself it looks each 100 ms, of which a test that waits
 * for something short loses half; the tests of the service slept a hundred seconds so.
 */
public final class Waiting {

    private static final Duration FIRST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofMillis(100);

    private Waiting() {}

    /** As {@link Awaitility#await()}. */
    public static ConditionFactory await() {
        return Awaitility.await().pollInterval((count, previous) -> next(previous));
    }

    private static Duration next(Duration previous) {
        Duration longer = previous.multipliedBy(3).dividedBy(2);
        return longer.isZero() ? FIRST : longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
    }
}
