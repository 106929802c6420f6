package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The values of one column of a record batch.
 *
 * @see <a href="https://arrow.apache.org/docs/format/Columnar.html">Arrow columnar format</a>
 */
final class ArrowColumn {

    private static final int DECIMAL_BYTES = 16;

    private final ResultColumn column;
    private final int position;
    private final boolean variable;
    private final ArrowBuffer validity = new ArrowBuffer();
    private final ArrowBuffer offsets = new ArrowBuffer();
    private final ArrowBuffer data = new ArrowBuffer();
    private int rows;
    private int nulls;

    /** @param position of the column in the result, from 1 */
    ArrowColumn(ResultColumn column, int position) {
        this.column = column;
        this.position = position;
        this.variable = switch (column.type()) {
            case STRING, BINARY, ARRAY, MAP, STRUCT, VARIANT, NULL -> true;
            case BOOLEAN, BYTE, SHORT, INT, LONG, FLOAT, DOUBLE, DECIMAL, DATE, TIMESTAMP, TIMESTAMP_NTZ -> false;
        };
        clear();
    }

    int nulls() {
        return nulls;
    }

    int length() {
        return validity.length() + offsets.length() + data.length();
    }

    /** In the order of the format: validity, offsets (of variable width only), values. */
    List<ArrowBuffer> buffers() {
        List<ArrowBuffer> buffers = new ArrayList<>(List.of(validity, data));
        if (variable) {
            buffers.add(1, offsets);
        }
        return buffers;
    }

    void clear() {
        rows = 0;
        nulls = 0;
        validity.clear();
        offsets.clear();
        data.clear();
        if (variable) {
            offsets.putInt(0);
        }
    }

    /** Adds the value of the present row. */
    void append(ResultSet row) throws SQLException {
        appendValue(row);
        boolean isNull = row.wasNull();
        nulls += isNull ? 1 : 0;
        validity.putBit(rows++, !isNull);
        if (variable) {
            offsets.putInt(data.length());
        }
    }

    private void appendValue(ResultSet row) throws SQLException {
        switch (column.type()) {
            case BOOLEAN -> data.putBit(rows, row.getBoolean(position));
            case BYTE -> data.putByte(row.getByte(position));
            case SHORT -> data.putShort(row.getShort(position));
            case INT, DATE -> data.putInt(row.getInt(position));
            case LONG, TIMESTAMP, TIMESTAMP_NTZ -> data.putLong(row.getLong(position));
            case FLOAT -> data.putInt(Float.floatToRawIntBits(row.getFloat(position)));
            case DOUBLE -> data.putLong(Double.doubleToRawLongBits(row.getDouble(position)));
            case DECIMAL -> putDecimal(row.getBigDecimal(position));
            case BINARY -> putBytes(row.getBytes(position));
            case STRING, ARRAY, MAP, STRUCT, VARIANT, NULL -> putText(row.getString(position));
        }
    }

    /** 16 bytes, two's complement, least significant first. */
    private void putDecimal(BigDecimal value) {
        byte[] bigEndian = value == null
                ? new byte[1]
                : value.setScale(column.scale()).unscaledValue().toByteArray();
        for (int index = bigEndian.length - 1; index >= 0; index--) {
            data.putByte(bigEndian[index]);
        }
        for (int index = bigEndian.length; index < DECIMAL_BYTES; index++) {
            data.putByte(bigEndian[0] < 0 ? -1 : 0);
        }
    }

    private void putText(String value) {
        putBytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    private void putBytes(byte[] value) {
        if (value != null) {
            data.putBytes(value);
        }
    }

    /** Little-endian bytes that grow, written in whole multiples of eight as Arrow asks. */
    static final class ArrowBuffer {

        private static final VarHandle SHORTS =
                MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
        private static final VarHandle INTS =
                MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
        private static final VarHandle LONGS =
                MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
        private static final int ALIGNMENT = 8;
        private static final int FIRST_CAPACITY = 1024;

        private byte[] bytes = new byte[FIRST_CAPACITY];
        private int length;

        int length() {
            return length;
        }

        int paddedLength() {
            return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }

        void putByte(int value) {
            int start = reserve(Byte.BYTES);
            bytes[start] = (byte) value;
        }

        void putShort(short value) {
            int start = reserve(Short.BYTES);
            SHORTS.set(bytes, start, value);
        }

        void putInt(int value) {
            int start = reserve(Integer.BYTES);
            INTS.set(bytes, start, value);
        }

        void putLong(long value) {
            int start = reserve(Long.BYTES);
            LONGS.set(bytes, start, value);
        }

        void putBytes(byte[] value) {
            int start = reserve(value.length);
            System.arraycopy(value, 0, bytes, start, value.length);
        }

        /** Adds the bit at {@code index}, least significant first; bits come in order. */
        void putBit(int index, boolean value) {
            if (index % Byte.SIZE == 0) {
                putByte(0);
            }
            if (value) {
                bytes[length - 1] |= (byte) (1 << (index % Byte.SIZE));
            }
        }

        void clear() {
            length = 0;
        }

        void writeTo(OutputStream out) throws IOException {
            out.write(bytes, 0, length);
            out.write(new byte[paddedLength() - length]);
        }

        /** Makes room and returns where it begins; {@code bytes} may be another array afterwards. */
        private int reserve(int count) {
            int start = length;
            length = Math.addExact(length, count);
            if (length > bytes.length) {
                bytes = Arrays.copyOf(
                        bytes, (int) Math.min(Integer.MAX_VALUE - ALIGNMENT, Math.max(length, 2L * bytes.length)));
            }
            return start;
        }
    }
}
