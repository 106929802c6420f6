package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Writes one column's value of a row; chosen once per column. The value is not null. */
@FunctionalInterface
interface CellWriter {

    void write(RecordConsumer out, ColumnVector vector, int row);

    /** The writer for the column's type; its physical type is the one that {@link ParquetSchema} gives. */
    static CellWriter of(Column column) {
        ColumnType type = column.type();
        if (type instanceof ColumnType.Bool) {
            return (out, vector, row) -> out.addBoolean(longs(vector, row) != 0);
        }
        if (type instanceof ColumnType.Int16 || type instanceof ColumnType.Int32 || type instanceof ColumnType.Date) {
            return (out, vector, row) -> out.addInteger(Math.toIntExact(longs(vector, row)));
        }
        if (type instanceof ColumnType.Int64
                || type instanceof ColumnType.LocalTimestamp
                || type instanceof ColumnType.Instant) {
            return (out, vector, row) -> out.addLong(longs(vector, row));
        }
        if (type instanceof ColumnType.Float32) {
            return (out, vector, row) -> out.addFloat((float) ((ColumnVector.Doubles) vector).get(row));
        }
        if (type instanceof ColumnType.Float64) {
            return (out, vector, row) -> out.addDouble(((ColumnVector.Doubles) vector).get(row));
        }
        return type instanceof ColumnType.Decimal decimal ? decimal(decimal) : textOrBytes(type);
    }

    private static CellWriter decimal(ColumnType.Decimal type) {
        if (type.precision() <= ParquetSchema.MAX_INT32_DIGITS) {
            return (out, vector, row) -> out.addInteger(Math.toIntExact(longs(vector, row)));
        }
        if (type.fitsLong()) {
            return (out, vector, row) -> out.addLong(longs(vector, row));
        }
        int length = ParquetSchema.decimalBytes(type.precision());
        return (out, vector, row) -> out.addBinary(fixed((BigInteger) object(vector, row), length));
    }

    private static CellWriter textOrBytes(ColumnType type) {
        if (type instanceof ColumnType.Text) {
            return (out, vector, row) -> out.addBinary(Binary.fromString((String) object(vector, row)));
        }
        if (type instanceof ColumnType.Bytes) {
            return (out, vector, row) -> out.addBinary(Binary.fromConstantByteArray((byte[]) object(vector, row)));
        }
        throw new IllegalStateException("no writer for " + type);
    }

    private static long longs(ColumnVector vector, int row) {
        return ((ColumnVector.Longs) vector).get(row);
    }

    private static Object object(ColumnVector vector, int row) {
        return ((ColumnVector.Objects) vector).get(row);
    }

    /** Big-endian two's complement, sign-extended to the column's length. */
    private static Binary fixed(BigInteger unscaled, int length) {
        byte[] shortest = unscaled.toByteArray();
        if (shortest.length > length) {
            throw new ArithmeticException("the decimal has more digits than its column declares");
        }
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, 0, length - shortest.length, (byte) (unscaled.signum() < 0 ? -1 : 0));
        System.arraycopy(shortest, 0, bytes, length - shortest.length, shortest.length);
        return Binary.fromConstantByteArray(bytes);
    }
}
