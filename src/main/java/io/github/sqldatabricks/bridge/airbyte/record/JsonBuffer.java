package io.github.sqldatabricks.bridge.airbyte.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes of JSON in UTF-8 that grow as they are written. Not thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
public final class JsonBuffer {

    private static final byte[] NULL = ascii("null");
    private static final byte[] SMALLEST_LONG = ascii(Long.toString(Long.MIN_VALUE));
    private static final int MAX_LONG_DIGITS = 19;
    private static final int TEN = 10;

    private byte[] bytes;
    private int length;

    /** @param capacity bytes at the start, positive */
    public JsonBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    /** The bytes; the first {@link #length()} count. Valid until the next write. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes are written. */
    public int length() {
        return length;
    }

    /** Forgets what was written after the first {@code kept} bytes. */
    public void cut(int kept) {
        length = kept;
    }

    /** A copy of what is written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Writes bytes as they are. */
    public void raw(byte[] json) {
        System.arraycopy(json, 0, room(json.length), length, json.length);
        length += json.length;
    }

    /** Writes one ASCII character as it is. */
    public void raw(char ascii) {
        room(1)[length++] = (byte) ascii;
    }

    /** Writes ASCII text as it is. */
    public void raw(String ascii) {
        raw(ascii(ascii));
    }

    /** Writes {@code null}. */
    public void nothing() {
        raw(NULL);
    }

    /** Writes a whole number. */
    public void number(long value) {
        if (value == Long.MIN_VALUE) {
            raw(SMALLEST_LONG);
            return;
        }
        if (value < 0) {
            raw('-');
        }
        digits(Math.abs(value), 1);
    }

    /** Writes an instant, in microseconds since 1970, as text in UTC; its year is one of four digits. */
    public void instant(long epochMicros) {
        JsonTime.moment(this, epochMicros, true);
    }

    /** Writes a number of 0 to {@link Long#MAX_VALUE} with at least {@code width} digits. */
    void digits(long value, int width) {
        int count = width;
        for (long rest = power(width); count < MAX_LONG_DIGITS && value >= rest; rest *= TEN) {
            count++;
        }
        byte[] target = room(count);
        long left = value;
        for (int place = length + count - 1; place >= length; place--) {
            target[place] = (byte) ('0' + left % TEN);
            left /= TEN;
        }
        length += count;
    }

    private static long power(int digits) {
        long power = 1;
        for (int i = 0; i < digits; i++) {
            power *= TEN;
        }
        return power;
    }

    /** Makes room for some more bytes; they begin at {@link #length()}. */
    byte[] room(int more) {
        if (bytes.length - length < more) {
            int wanted = Math.addExact(length, more);
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(wanted, 2L * bytes.length)));
        }
        return bytes;
    }

    /** Declares bytes written into {@link #room}. */
    void written(int end) {
        length = end;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
