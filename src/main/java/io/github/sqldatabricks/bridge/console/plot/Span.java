package io.github.sqldatabricks.bridge.console.plot;

import java.time.Duration;
import java.time.Instant;

/** A stretch of time inside of a longer one, as a bar of {@link #WIDTH} units. */
public record Span(double x, double width) {

    /** The longer one's width. */
    public static final double WIDTH = 160;

    private static final double LEAST = 2;

    private static final long SECONDS_AT_LEAST = 5;
    private static final long STEPS = 16;

    /** From {@code begin} to {@code end}, between {@code from} and {@code to}; never thinner than can be seen. */
    public static Span of(Instant begin, Instant end, Instant from, Instant to) {
        double whole = Math.max(1, Duration.between(from, to).toMillis());
        double x = clamp(Duration.between(from, begin).toMillis() / whole) * WIDTH;
        double width = Math.max(LEAST, clamp(Duration.between(begin, end).toMillis() / whole) * WIDTH);
        return new Span(
                Numbers.tenth(Math.min(x, WIDTH - LEAST)),
                Numbers.tenth(Math.min(width, WIDTH - Math.min(x, WIDTH - LEAST))));
    }

    /**
     * Where the longer one ends for the time being, while it goes on: ahead of {@code now} by a sixteenth of it at most, or by five seconds. Were
     * it {@code now}, each bar would move each second, and a stream would send all of them.
     */
    public static Instant axis(Instant from, Instant now) {
        long seconds = Math.max(0, Duration.between(from, now).toSeconds());
        long step = Math.max(SECONDS_AT_LEAST, Long.highestOneBit(seconds) / STEPS);
        return from.plusSeconds((seconds / step + 1) * step);
    }

    private static double clamp(double share) {
        return Math.max(0, Math.min(1, share));
    }
}
