package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Little-endian bytes that grow, written in whole multiples of eight as Arrow asks. */
final class ArrowBuffer {

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
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
