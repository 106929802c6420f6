package io.github.sqldatabricks.bridge.console.plot;

import java.time.Duration;
import java.time.Instant;

/** A stretch of time inside of a longer one, as a bar of {@link #WIDTH} units. */
public record Span(double x, double width) {

    /** The longer one's width. */
    public static final double WIDTH = 160;

    private static final double LEAST = 2;

    /** From {@code begin} to {@code end}, between {@code from} and {@code to}; never thinner than can be seen. */
    public static Span of(Instant begin, Instant end, Instant from, Instant to) {
        double whole = Math.max(1, Duration.between(from, to).toMillis());
        double x = clamp(Duration.between(from, begin).toMillis() / whole) * WIDTH;
        double width = Math.max(LEAST, clamp(Duration.between(begin, end).toMillis() / whole) * WIDTH);
        return new Span(
                Numbers.tenth(Math.min(x, WIDTH - LEAST)),
                Numbers.tenth(Math.min(width, WIDTH - Math.min(x, WIDTH - LEAST))));
    }

    private static double clamp(double share) {
        return Math.max(0, Math.min(1, share));
    }
}
