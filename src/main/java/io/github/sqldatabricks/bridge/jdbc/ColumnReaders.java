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
        return switch (type.kind()) {
            case BOOL, INT16, INT32, INT64 -> new NumberReaders.Whole(index);
            case FLOAT32 -> new NumberReaders.Float32(index);
            case FLOAT64 -> new NumberReaders.Float64(index);
            case DECIMAL -> NumberReaders.decimal(index, (ColumnType.Decimal) type);
            case TEXT -> large ? LargeValues.text(index, limit) : text(index, limit);
            case BYTES -> large ? LargeValues.bytes(index, limit) : bytes(index, limit);
            case DATE -> new TemporalReaders.Date(index);
            case LOCAL_TIMESTAMP, INSTANT ->
                throw new IllegalArgumentException("a timestamp needs a rule for its fraction");
        };
    }

    /** The reader of a wall clock. */
    public static ColumnReader timestamp(int index, FractionRule rule) {
        return new TemporalReaders.LocalTimestamp(index, rule);
    }

    private static ColumnReader text(int index, ValueLimit limit) {
        return new TextReader(index, (result, column) -> result.getString(column), limit);
    }

    private static ColumnReader bytes(int index, ValueLimit limit) {
        return new BytesReader(index, (result, column) -> result.getBytes(column), limit);
    }
}
