package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.ColumnType;

/** Chooses the reader of types that every JDBC driver gives alike; an adapter adds what its driver needs beyond. */
public final class ColumnReaders {

    private ColumnReaders() {}

    /**
     * The reader of numbers, text, bytes and dates.
     *
     * @param index of the column in the result, from 1
     * @param large whether a value can be so large that it is read in pieces
     * @throws IllegalArgumentException for timestamps and instants, which need a {@link FractionRule}
     */
    public static ColumnReader plain(int index, ColumnType type, boolean large, ValueLimit limit) {
        if (type instanceof ColumnType.Decimal decimal) {
            return NumberReaders.decimal(index, decimal);
        }
        if (type instanceof ColumnType.Float64) {
            return new NumberReaders.Float64(index);
        }
        if (type instanceof ColumnType.Float32) {
            return new NumberReaders.Float32(index);
        }
        if (type instanceof ColumnType.Text) {
            return large ? LargeValues.text(index, limit) : text(index, limit);
        }
        if (type instanceof ColumnType.Bytes) {
            return large ? LargeValues.bytes(index, limit) : bytes(index, limit);
        }
        return wholeOrDate(index, type);
    }

    /** The reader of a wall clock. */
    public static ColumnReader timestamp(int index, FractionRule rule) {
        return new TemporalReaders.LocalTimestamp(index, rule);
    }

    private static ColumnReader wholeOrDate(int index, ColumnType type) {
        if (type instanceof ColumnType.Date) {
            return new TemporalReaders.Date(index);
        }
        if (type instanceof ColumnType.LocalTimestamp || type instanceof ColumnType.Instant) {
            throw new IllegalArgumentException("a timestamp needs a rule for its fraction");
        }
        return new NumberReaders.Whole(index);
    }

    private static ColumnReader text(int index, ValueLimit limit) {
        return new TextReader(index, (result, column) -> result.getString(column), limit);
    }

    private static ColumnReader bytes(int index, ValueLimit limit) {
        return new BytesReader(index, (result, column) -> result.getBytes(column), limit);
    }
}
