package io.github.sqldatabricks.bridge.model;

import java.math.BigInteger;

/**
 * The values of one column in a {@link RowBatch}, kept without boxing. Which kind a type uses, and in what unit:
 *
 * <ul>
 *   <li>{@link Longs}: {@code Bool} (0 or 1), {@code Int16/32/64}, {@code Date} (days since 1970-01-01),
 *       {@code LocalTimestamp} and {@code Instant} (microseconds since 1970-01-01T00:00, proleptic Gregorian),
 *       {@code Decimal} up to 18 digits (unscaled value);
 *   <li>{@link Doubles}: {@code Float32}, {@code Float64};
 *   <li>{@link Objects}: {@code Text} ({@link String}), {@code Bytes} ({@code byte[]}), {@code Decimal} over 18 digits
 *       (unscaled {@link BigInteger}).
 * </ul>
 */
public abstract sealed class ColumnVector {

    private final boolean[] nulls;

    private ColumnVector(int capacity) {
        nulls = new boolean[capacity];
    }

    /** A vector of the kind that {@code type} uses. */
    public static ColumnVector of(ColumnType type, int capacity) {
        return switch (type.kind()) {
            case FLOAT32, FLOAT64 -> new Doubles(capacity);
            case TEXT, BYTES -> new Objects(capacity);
            case DECIMAL -> ((ColumnType.Decimal) type).fitsLong() ? new Longs(capacity) : new Objects(capacity);
            case BOOL, INT16, INT32, INT64, DATE, LOCAL_TIMESTAMP, INSTANT -> new Longs(capacity);
        };
    }

    /** Whether the row's value is null. */
    public final boolean isNull(int row) {
        return nulls[row];
    }

    /** Makes the row's value null. */
    public final void setNull(int row) {
        nulls[row] = true;
    }

    final void present(int row) {
        nulls[row] = false;
    }

    /** Forgets references of the first {@code rows} rows, so that large values can be collected. */
    void release(int rows) {}

    /** Whole numbers. */
    public static final class Longs extends ColumnVector {
        private final long[] values;

        Longs(int capacity) {
            super(capacity);
            values = new long[capacity];
        }

        public long get(int row) {
            return values[row];
        }

        public void set(int row, long value) {
            present(row);
            values[row] = value;
        }
    }

    /** Floating-point numbers. */
    public static final class Doubles extends ColumnVector {
        private final double[] values;

        Doubles(int capacity) {
            super(capacity);
            values = new double[capacity];
        }

        public double get(int row) {
            return values[row];
        }

        public void set(int row, double value) {
            present(row);
            values[row] = value;
        }
    }

    /** Text, bytes and long decimals. */
    public static final class Objects extends ColumnVector {
        private final Object[] values;

        Objects(int capacity) {
            super(capacity);
            values = new Object[capacity];
        }

        public Object get(int row) {
            return values[row];
        }

        public void set(int row, Object value) {
            present(row);
            values[row] = value;
        }

        @Override
        void release(int rows) {
            java.util.Arrays.fill(values, 0, rows, null);
        }
    }
}
