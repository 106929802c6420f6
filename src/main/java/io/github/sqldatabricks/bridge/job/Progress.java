package io.github.sqldatabricks.bridge.job;

import java.time.Duration;

/**
 * How far a query is.
 *
 * @param attempts how often it was tried so far, the present attempt included; 0 before the first
 * @param rows rows read in the last attempt
 * @param bytes bytes of files in the last attempt
 * @param elapsed how long the last attempt has taken so far, or took
 */
public record Progress(int attempts, long rows, long bytes, Duration elapsed) {

    /** Before the first attempt. */
    public static final Progress NONE = new Progress(0, 0, 0, Duration.ZERO);

    private static final double MILLIS_PER_SECOND = 1000;

    /** Rows a second of the last attempt; 0 when it took no measurable time. */
    public double rowsPerSecond() {
        long millis = elapsed.toMillis();
        return millis == 0 ? 0 : rows * MILLIS_PER_SECOND / millis;
    }
}
