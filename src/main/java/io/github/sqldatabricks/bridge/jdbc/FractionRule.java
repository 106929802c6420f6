package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import java.util.function.Supplier;

/** What happens to one column's digits below the microsecond. Counts what it cuts; used by one thread. */
public final class FractionRule {

    private static final int NANOS_PER_MICRO = 1000;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final String column;
    private final boolean cut;
    private long truncated;

    /**
     * @param column the column's name, for messages
     * @param policy {@code FAIL} or {@code TRUNCATE}; under {@code TEXT} a column has no timestamps
     */
    public FractionRule(String column, TemporalPolicy policy) {
        this.column = column;
        this.cut = policy == TemporalPolicy.TRUNCATE;
    }

    /**
     * Microseconds of an instant.
     *
     * @param seconds since 1970-01-01T00:00
     * @param nanos of the second, 0 to 999,999,999
     * @param shown the value for a message
     * @throws RefusedValue when digits would be lost and the policy forbids it
     */
    public long micros(long seconds, int nanos, Supplier<?> shown) {
        if (nanos % NANOS_PER_MICRO != 0) {
            lose(shown);
        }
        return seconds * MICROS_PER_SECOND + nanos / NANOS_PER_MICRO;
    }

    /** How many values were cut. */
    public long truncated() {
        return truncated;
    }

    private void lose(Supplier<?> shown) {
        if (!cut) {
            throw new RefusedValue(
                    ErrorCode.TEMPORAL_PRECISION,
                    "column '" + column + "' holds " + shown.get()
                            + ", whose digits below the microsecond Databricks can't keep. Choose the column's temporal"
                            + " policy: truncate, or text.");
        }
        truncated++;
    }
}
