package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;

/** Writes one column's values, many rows at a time; chosen once per column. */
abstract class VectorWriter {

    /** No column is repeated, so every value begins a record. */
    private static final int REPETITION_LEVEL = 0;

    private final Column column;
    private final int presentLevel;

    VectorWriter(Column column) {
        this.column = column;
        this.presentLevel = column.nullable() ? 1 : 0;
    }

    /** The writer for the column's type; its physical type is the one that {@link FileFormat} gives. */
    static VectorWriter of(Column column) {
        ColumnType type = column.type();
        return switch (type.kind()) {
            case FLOAT32 -> new DoublesWriter(column, true);
            case FLOAT64 -> new DoublesWriter(column, false);
            case TEXT -> BinaryWriter.text(column);
            case BYTES -> BinaryWriter.bytes(column);
            case DECIMAL -> decimal(column, (ColumnType.Decimal) type);
            case BOOL, INT16, INT32, INT64, DATE, LOCAL_TIMESTAMP, INSTANT -> LongsWriter.of(column);
        };
    }

    private static VectorWriter decimal(Column column, ColumnType.Decimal type) {
        return type.fitsLong() ? LongsWriter.decimal(column, type) : BinaryWriter.decimal(column, type);
    }

    /**
     * Writes the rows {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @throws BridgeException.RemotePermanent when a value does not fit the column
     */
    final void write(ColumnVector vector, int from, int to, ColumnWriter out) {
        for (int row = from; row < to; row++) {
            if (vector.isNull(row)) {
                writeNull(out);
            } else {
                writeValue(vector, row, out, REPETITION_LEVEL, presentLevel);
            }
        }
    }

    /** Writes one value, which is not null, at these levels. */
    abstract void writeValue(ColumnVector vector, int row, ColumnWriter out, int repetitionLevel, int definitionLevel);

    /** The failure of a value that the column can't hold; says what the column holds, never the value. */
    final BridgeException doesNotFit(String expected) {
        return new BridgeException.RemotePermanent(
                ErrorCode.VALUE_DOES_NOT_FIT,
                "Column '" + column.name() + "' (" + column.sourceType() + ") holds a value that is not " + expected
                        + ". CAST the column in the query to a type that holds all of its values.");
    }

    /** A required column has no level for null: writing one would shift all later values by a row. */
    private void writeNull(ColumnWriter out) {
        if (presentLevel == 0) {
            throw doesNotFit("present, although the source declares NOT NULL");
        }
        out.writeNull(REPETITION_LEVEL, 0);
    }

    /** Writes floating-point numbers as FLOAT or DOUBLE; NaN and the infinities are values like others. */
    static final class DoublesWriter extends VectorWriter {

        private final boolean single;

        /** @param single whether values have 32 bits */
        DoublesWriter(Column column, boolean single) {
            super(column);
            this.single = single;
        }

        @Override
        void writeValue(ColumnVector vector, int row, ColumnWriter out, int repetitionLevel, int definitionLevel) {
            double value = ((ColumnVector.Doubles) vector).get(row);
            if (single) {
                out.write((float) value, repetitionLevel, definitionLevel);
            } else {
                out.write(value, repetitionLevel, definitionLevel);
            }
        }
    }

    /** Writes whole numbers, and what is kept as such, as BOOLEAN, INT32 or INT64. Checks the range: a cut is silent. */
    static final class LongsWriter extends VectorWriter {

        private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
        private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
        private static final long MICROSECONDS_OF_A_DAY = TimeUnit.DAYS.toMicros(1);
        private static final long FIRST_MICROSECOND = FIRST_DAY * MICROSECONDS_OF_A_DAY;
        private static final long LAST_MICROSECOND = (LAST_DAY + 1) * MICROSECONDS_OF_A_DAY - 1;

        private final Physical physical;
        private final long smallest;
        private final long largest;

        private enum Physical {
            BOOLEAN,
            INT32,
            INT64
        }

        private LongsWriter(Column column, Physical physical, long smallest, long largest) {
            super(column);
            this.physical = physical;
            this.smallest = smallest;
            this.largest = largest;
        }

        static LongsWriter of(Column column) {
            return switch (column.type().kind()) {
                case BOOL -> new LongsWriter(column, Physical.BOOLEAN, 0, 1);
                case INT16 -> new LongsWriter(column, Physical.INT32, Short.MIN_VALUE, Short.MAX_VALUE);
                case INT32 -> new LongsWriter(column, Physical.INT32, Integer.MIN_VALUE, Integer.MAX_VALUE);
                case INT64 -> new LongsWriter(column, Physical.INT64, Long.MIN_VALUE, Long.MAX_VALUE);
                case DATE -> new LongsWriter(column, Physical.INT32, FIRST_DAY, LAST_DAY);
                case LOCAL_TIMESTAMP, INSTANT ->
                    new LongsWriter(column, Physical.INT64, FIRST_MICROSECOND, LAST_MICROSECOND);
                case DECIMAL, FLOAT32, FLOAT64, TEXT, BYTES ->
                    throw new IllegalArgumentException("no whole number: " + column.type());
            };
        }

        /** @param type of up to 18 digits */
        static LongsWriter decimal(Column column, ColumnType.Decimal type) {
            long largest = BigInteger.TEN.pow(type.precision()).longValueExact() - 1;
            Physical physical = type.precision() <= FileFormat.MAX_INT32_DIGITS ? Physical.INT32 : Physical.INT64;
            return new LongsWriter(column, physical, -largest, largest);
        }

        @Override
        void writeValue(ColumnVector vector, int row, ColumnWriter out, int repetitionLevel, int definitionLevel) {
            long value = ((ColumnVector.Longs) vector).get(row);
            if (value < smallest || value > largest) {
                throw doesNotFit("between " + smallest + " and " + largest + " (as stored)");
            }
            switch (physical) {
                case BOOLEAN -> out.write(value != 0, repetitionLevel, definitionLevel);
                case INT32 -> out.write((int) value, repetitionLevel, definitionLevel);
                case INT64 -> out.write(value, repetitionLevel, definitionLevel);
            }
        }
    }

    /** Writes text, bytes and long decimals as BINARY or FIXED_LEN_BYTE_ARRAY. */
    abstract static class BinaryWriter extends VectorWriter {

        private BinaryWriter(Column column) {
            super(column);
        }

        static BinaryWriter text(Column column) {
            return new TextWriter(column);
        }

        static BinaryWriter bytes(Column column) {
            return new BinaryWriter(column) {
                @Override
                byte[] encode(Object value) {
                    return (byte[]) value;
                }
            };
        }

        static BinaryWriter decimal(Column column, ColumnType.Decimal type) {
            return new DecimalWriter(column, type);
        }

        abstract byte[] encode(Object value);

        @Override
        final void writeValue(
                ColumnVector vector, int row, ColumnWriter out, int repetitionLevel, int definitionLevel) {
            byte[] bytes = encode(((ColumnVector.Objects) vector).get(row));
            out.write(Binary.fromConstantByteArray(bytes), repetitionLevel, definitionLevel);
        }

        private static final class TextWriter extends BinaryWriter {

            private static final VarHandle LONGS =
                    MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
            private static final long LOW_BITS = 0x0101_0101_0101_0101L;
            private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
            private static final long QUESTION_MARKS = '?' * LOW_BITS;

            TextWriter(Column column) {
                super(column);
            }

            @Override
            byte[] encode(Object value) {
                String text = (String) value;
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                if (holdsReplacement(bytes) && !isAscii(text, bytes) && holdsHalfPair(text)) {
                    throw doesNotFit("valid Unicode: it has half of a surrogate pair");
                }
                return bytes;
            }

            /**
             * The JDK writes a question mark for what UTF-8 can't hold; without one, nothing was replaced. Eight bytes at a time (a byte of
             * {@code other} is zero where there is one): looking at each byte of every text took a third of the encoder's time.
             */
            private static boolean holdsReplacement(byte[] bytes) {
                int index = 0;
                for (; index + Long.BYTES <= bytes.length; index += Long.BYTES) {
                    long other = (long) LONGS.get(bytes, index) ^ QUESTION_MARKS;
                    if ((other - LOW_BITS & ~other & HIGH_BITS) != 0) {
                        return true;
                    }
                }
                for (; index < bytes.length; index++) {
                    if (bytes[index] == '?') {
                        return true;
                    }
                }
                return false;
            }

            private static boolean isAscii(String text, byte[] bytes) {
                return bytes.length == text.length() && text.equals(new String(bytes, StandardCharsets.ISO_8859_1));
            }

            private static boolean holdsHalfPair(String text) {
                return text.codePoints()
                        .anyMatch(point -> point <= Character.MAX_VALUE && Character.isSurrogate((char) point));
            }
        }

        /** Big-endian two's complement, sign-extended to the column's length. */
        private static final class DecimalWriter extends BinaryWriter {
            private final ColumnType.Decimal type;
            private final BigInteger limit;
            private final int length;

            DecimalWriter(Column column, ColumnType.Decimal type) {
                super(column);
                this.type = type;
                this.limit = BigInteger.TEN.pow(type.precision());
                this.length = FileFormat.decimalBytes(type.precision());
            }

            @Override
            byte[] encode(Object value) {
                BigInteger unscaled = (BigInteger) value;
                if (unscaled.abs().compareTo(limit) >= 0) {
                    throw doesNotFit("of at most " + type.precision() + " digits");
                }
                byte[] shortest = unscaled.toByteArray();
                byte[] bytes = new byte[length];
                Arrays.fill(bytes, 0, length - shortest.length, (byte) (unscaled.signum() < 0 ? -1 : 0));
                System.arraycopy(shortest, 0, bytes, length - shortest.length, shortest.length);
                return bytes;
            }
        }
    }
}
