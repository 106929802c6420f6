package io.github.sqldatabricks.bridge.flow;

/**
 * How much has moved.
 *
 * @param rows read and written; of events the rows that were changed
 * @param bytes of files; 0 where nobody knows
 * @param ended queries, loads or events that have ended for good, in whatever way
 * @param failed those of them that failed or were blocked
 */
public record Amount(long rows, long bytes, long ended, long failed) {

    public static final Amount NOTHING = new Amount(0, 0, 0, 0);

    /** What has moved while something went on. */
    public static Amount moved(long rows, long bytes) {
        return new Amount(rows, bytes, 0, 0);
    }

    /** That something has ended. */
    public static Amount end(boolean failed) {
        return new Amount(0, 0, 1, failed ? 1 : 0);
    }

    /** Both together. */
    public Amount plus(Amount other) {
        return new Amount(rows + other.rows, bytes + other.bytes, ended + other.ended, failed + other.failed);
    }
}
