package io.github.sqldatabricks.bridge.job;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a query is.
 *
 * @param attempts how often it was tried so far, the present attempt included; 0 before the first
 * @param rows rows read in the last attempt
 * @param bytes bytes of files in the last attempt
 * @param elapsed how long the last attempt has taken so far, or took
 * @param estimatedRows rows that are expected in the end; empty when nobody knows
 */
public record Progress(int attempts, long rows, long bytes, Duration elapsed, Optional<Long> estimatedRows) {

    /** Before the first attempt. */
    public static final Progress NONE = new Progress(0, 0, 0, Duration.ZERO);

    private static final double MILLIS_PER_SECOND = 1000;

    /** Progress of which nobody knows where it ends. */
    public Progress(int attempts, long rows, long bytes, Duration elapsed) {
        this(attempts, rows, bytes, elapsed, Optional.empty());
    }

    /** How much longer it takes at the rate so far; empty without an estimate, or when there are more rows than it says. */
    public Optional<Duration> timeLeft() {
        return estimatedRows
                .filter(all -> rows > 0 && rows <= all)
                .map(all -> Duration.ofMillis((long) ((double) elapsed.toMillis() / rows * (all - rows))));
    }

    /** Rows a second of the last attempt; 0 when it took no measurable time. */
    public double rowsPerSecond() {
        long millis = elapsed.toMillis();
        return millis == 0 ? 0 : rows * MILLIS_PER_SECOND / millis;
    }
}
