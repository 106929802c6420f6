package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.jdbc.TemporalReaders.FractionRule;
import io.github.sqldatabricks.bridge.jdbc.ValueBound.ColumnLimit;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;

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
    public static ColumnReader plain(int index, ColumnType type, boolean large, ColumnLimit limit) {
        return switch (type.kind()) {
            case BOOL, INT16, INT32, INT64 -> new NumberReaders.Whole(index);
            case FLOAT32 -> new NumberReaders.Float32(index);
            case FLOAT64 -> new NumberReaders.Float64(index);
            case DECIMAL -> NumberReaders.decimal(index, (ColumnType.Decimal) type);
            case TEXT -> VariableLengthReaders.text(index, large, limit);
            case BYTES -> VariableLengthReaders.bytes(index, large, limit);
            case DATE -> new TemporalReaders.Date(index);
            case LOCAL_TIMESTAMP, INSTANT ->
                throw new IllegalArgumentException("a timestamp needs a rule for its fraction");
        };
    }

    /** The reader of a wall clock. */
    public static ColumnReader timestamp(int index, FractionRule rule) {
        return new TemporalReaders.LocalTimestamp(index, rule);
    }

    /** Readers of numbers and truth values. */
    private static final class NumberReaders {

        /** Whole numbers of any size, and truth values as 0 or 1. */
        record Whole(int index) implements ColumnReader {
            @Override
            public long read(ResultSet result, ColumnVector vector, int row) throws SQLException {
                long value = result.getLong(index);
                return store(result, (ColumnVector.Longs) vector, row, value);
            }
        }

        /** Numbers of 64 bits. NaN and infinities, which SQL Server can't hold, pass unchanged. */
        record Float64(int index) implements ColumnReader {
            @Override
            public long read(ResultSet result, ColumnVector vector, int row) throws SQLException {
                double value = result.getDouble(index);
                return store(result, (ColumnVector.Doubles) vector, row, value);
            }
        }

        /** Numbers of 32 bits, kept as the double of the same value. */
        record Float32(int index) implements ColumnReader {
            @Override
            public long read(ResultSet result, ColumnVector vector, int row) throws SQLException {
                double value = result.getFloat(index);
                return store(result, (ColumnVector.Doubles) vector, row, value);
            }
        }

        /** Decimals whose unscaled value fits a {@code long}. */
        record ShortDecimal(int index, int scale) implements ColumnReader {
            @Override
            public long read(ResultSet result, ColumnVector vector, int row) throws SQLException {
                BigDecimal value = result.getBigDecimal(index);
                if (value == null) {
                    return ColumnReader.readNull(vector, row);
                }
                ((ColumnVector.Longs) vector).set(row, unscaled(value, scale).longValueExact());
                return SLOT_BYTES;
            }
        }

        /** Decimals of up to 38 digits. */
        record LongDecimal(int index, int scale) implements ColumnReader {
            private static final long BYTES = 64;

            @Override
            public long read(ResultSet result, ColumnVector vector, int row) throws SQLException {
                BigDecimal value = result.getBigDecimal(index);
                if (value == null) {
                    return ColumnReader.readNull(vector, row);
                }
                ((ColumnVector.Objects) vector).set(row, unscaled(value, scale));
                return BYTES;
            }
        }

        static ColumnReader decimal(int index, ColumnType.Decimal type) {
            return type.fitsLong() ? new ShortDecimal(index, type.scale()) : new LongDecimal(index, type.scale());
        }

        /** A value has its column's scale already; a driver that drops zeros is put right, and none is rounded. */
        private static BigInteger unscaled(BigDecimal value, int scale) {
            return value.scale() == scale
                    ? value.unscaledValue()
                    : value.setScale(scale).unscaledValue();
        }

        private static long store(ResultSet result, ColumnVector.Longs vector, int row, long value)
                throws SQLException {
            vector.set(row, value);
            return zeroMayBeNull(value == 0, result, vector, row);
        }

        private static long store(ResultSet result, ColumnVector.Doubles vector, int row, double value)
                throws SQLException {
            vector.set(row, value);
            return zeroMayBeNull(value == 0, result, vector, row);
        }

        /** JDBC gives 0 for null, so only a 0 needs to be asked about. */
        private static long zeroMayBeNull(boolean zero, ResultSet result, ColumnVector vector, int row)
                throws SQLException {
            if (zero && result.wasNull()) {
                vector.setNull(row);
            }
            return ColumnReader.SLOT_BYTES;
        }
    }
}
