package io.github.sqldatabricks.bridge.model;

import java.time.Duration;

/**
 * The durations that a setting may have.
 *
 * @param least the shortest, inclusive
 * @param most the longest, inclusive
 */
public record DurationRange(Duration least, Duration most) {

    /** The longest lifetime of anything kept: ten years. */
    private static final Duration TEN_YEARS = Duration.ofDays(3650);

    /** How long something is kept: 1 second to 3650 days. */
    public static final DurationRange RETENTION = new DurationRange(Duration.ofSeconds(1), TEN_YEARS);

    /** How often something is done: 1 second to 1 hour. */
    public static final DurationRange PERIOD = new DurationRange(Duration.ofSeconds(1), Duration.ofHours(1));

    /** How long a caller waits for an end that may be there already: nothing to 1 hour. */
    public static final DurationRange WAIT = new DurationRange(Duration.ZERO, Duration.ofHours(1));

    /** A lease, at least twice its heartbeat so that one late sign of life does not lose it, to 1 day. */
    public static DurationRange leaseFor(Duration heartbeat) {
        return new DurationRange(heartbeat.multipliedBy(2), Duration.ofDays(1));
    }

    /**
     * Refuses a duration outside this range.
     *
     * @param key full name of the setting, such as {@code bridge.jobs.lease}
     * @throws IllegalArgumentException naming the setting, what was expected and what came
     */
    public void require(String key, Duration value) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "Expected " + key + " from " + least + " to " + most + ", but it is " + value + ". Correct it.");
        }
    }
}
