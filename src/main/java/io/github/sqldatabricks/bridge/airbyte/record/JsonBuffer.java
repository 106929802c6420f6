package io.github.sqldatabricks.bridge.airbyte.record;

import io.github.sqldatabricks.bridge.airbyte.record.ValueWriter.JsonTime;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes of JSON in UTF-8 that grow as they are written. Not thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
public final class JsonBuffer {

    /** Characters of a text that room is made for at once. */
    private static final int PIECE = 2048;
    /** The longest form of one character: a backslash, u and four digits. */
    private static final int LONGEST = 6;

    private static final int ASCII = 0x80;
    private static final int TWO_BYTES = 0x800;
    private static final int SIX_BITS = 0x3F;
    private static final char REPLACEMENT = '\uFFFD';
    private static final byte[] HEX = ascii("0123456789abcdef");
    /** What follows the backslash: 0 when nothing is escaped, {@code u} for the long form. */
    private static final byte[] ESCAPES = escapes();

    static final byte[] TRUE = ascii("true");
    static final byte[] FALSE = ascii("false");
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
    private byte[] room(int more) {
        if (bytes.length - length < more) {
            int wanted = Math.addExact(length, more);
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(wanted, 2L * bytes.length)));
        }
        return bytes;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Writes text in quotes, and escapes what must be escaped.
     *
     * @return whether half of a surrogate pair, which UTF-8 can't say, was replaced by U+FFFD
     */
    boolean text(String text) {
        raw('"');
        boolean replaced = write(text, true);
        raw('"');
        return replaced;
    }

    /** Writes text that is JSON already, on one line; returns whether a character had to be replaced. */
    boolean json(String json) {
        return write(json, false);
    }

    private boolean write(String text, boolean escape) {
        boolean replaced = false;
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + PIECE);
            // A pair of surrogates stays in one piece.
            to = to < text.length() && Character.isHighSurrogate(text.charAt(to - 1)) ? to + 1 : to;
            replaced |= piece(text, from, to, escape);
            from = to;
        }
        return replaced;
    }

    private boolean piece(String text, int from, int to, boolean escape) {
        byte[] target = room((to - from) * LONGEST);
        int end = length;
        boolean replaced = false;
        for (int i = from; i < to; i++) {
            char character = text.charAt(i);
            if (character < ASCII) {
                end = ascii(target, end, character, escape);
            } else if (!Character.isSurrogate(character)) {
                end = utf8(target, end, character);
            } else if (Character.isHighSurrogate(character)
                    && i + 1 < to
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                end = supplementary(target, end, Character.toCodePoint(character, text.charAt(++i)));
            } else {
                end = utf8(target, end, REPLACEMENT);
                replaced = true;
            }
        }
        length = end;
        return replaced;
    }

    private static int ascii(byte[] target, int end, char character, boolean escape) {
        byte how = ESCAPES[character];
        if (how == 0 || !escape) {
            // Outside of texts, control characters are blanks between tokens.
            target[end] = character < ' ' ? (byte) ' ' : (byte) character;
            return end + 1;
        }
        target[end] = '\\';
        target[end + 1] = how;
        return how == 'u' ? hex(target, end + 2, character) : end + 2;
    }

    private static int hex(byte[] target, int end, char character) {
        target[end] = '0';
        target[end + 1] = '0';
        target[end + 2] = HEX[character >> 4];
        target[end + 3] = HEX[character & 0xF];
        return end + 4;
    }

    private static int utf8(byte[] target, int end, char character) {
        if (character < TWO_BYTES) {
            target[end] = (byte) (0xC0 | character >> 6);
            target[end + 1] = (byte) (ASCII | character & SIX_BITS);
            return end + 2;
        }
        target[end] = (byte) (0xE0 | character >> 12);
        target[end + 1] = (byte) (ASCII | character >> 6 & SIX_BITS);
        target[end + 2] = (byte) (ASCII | character & SIX_BITS);
        return end + 3;
    }

    private static int supplementary(byte[] target, int end, int point) {
        target[end] = (byte) (0xF0 | point >> 18);
        target[end + 1] = (byte) (ASCII | point >> 12 & SIX_BITS);
        target[end + 2] = (byte) (ASCII | point >> 6 & SIX_BITS);
        target[end + 3] = (byte) (ASCII | point & SIX_BITS);
        return end + 4;
    }

    private static byte[] escapes() {
        byte[] escapes = new byte[ASCII];
        Arrays.fill(escapes, 0, ' ', (byte) 'u');
        escapes['"'] = '"';
        escapes['\\'] = '\\';
        escapes['\b'] = 'b';
        escapes['\f'] = 'f';
        escapes['\n'] = 'n';
        escapes['\r'] = 'r';
        escapes['\t'] = 't';
        return escapes;
    }
}
