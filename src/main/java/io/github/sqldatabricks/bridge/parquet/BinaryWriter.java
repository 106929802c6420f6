package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;

/** Writes text, bytes and long decimals as BINARY or FIXED_LEN_BYTE_ARRAY. */
abstract class BinaryWriter extends VectorWriter {

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
    final void writeValue(ColumnVector vector, int row, ColumnWriter out, int repetitionLevel, int definitionLevel) {
        byte[] bytes = encode(((ColumnVector.Objects) vector).get(row));
        out.write(Binary.fromConstantByteArray(bytes), repetitionLevel, definitionLevel);
    }

    private static final class TextWriter extends BinaryWriter {
        TextWriter(Column column) {
            super(column);
        }

        @Override
        byte[] encode(Object value) {
            String text = (String) value;
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (!isAscii(text, bytes) && holdsReplacement(bytes) && holdsHalfPair(text)) {
                throw doesNotFit("valid Unicode: it has half of a surrogate pair");
            }
            return bytes;
        }

        /** Two bulk operations of the JDK: looking at each byte of every text took a third of the encoder's time. */
        private static boolean isAscii(String text, byte[] bytes) {
            return bytes.length == text.length() && text.equals(new String(bytes, StandardCharsets.ISO_8859_1));
        }

        /** The JDK writes a question mark for what UTF-8 can't hold; without one, nothing was replaced. */
        private static boolean holdsReplacement(byte[] bytes) {
            for (byte one : bytes) {
                if (one == '?') {
                    return true;
                }
            }
            return false;
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
            this.length = ParquetSchema.decimalBytes(type.precision());
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
