package io.github.sqldatabricks.bridge.model;

import java.time.Duration;

/** Waits that grow from one attempt to the next. */
public final class Doubling {

    private Doubling() {}

    /**
     * A wait that was doubled some times.
     *
     * @param first the wait that is doubled
     * @param times how often, at least 0
     * @param longest where the doubling ends; also the wait when {@code first} is longer
     */
    public static Duration of(Duration first, int times, Duration longest) {
        Duration wait = first;
        for (int i = 0; i < times && wait.compareTo(longest) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
