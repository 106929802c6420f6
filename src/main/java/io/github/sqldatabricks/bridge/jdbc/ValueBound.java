package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader.RefusedValue;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.HeapShare;

/**
 * The bound of every value's size in a result.
 *
 * @param maxBytes the largest value that is read, in bytes (UTF-8 for text), positive
 * @param remedy what a user does about a larger one, a whole sentence
 */
public record ValueBound(long maxBytes, String remedy) {

    /** What one char of UTF-16 takes in UTF-8 at most; a surrogate pair takes four for two. */
    private static final int MOST_UTF8_BYTES = 3;

    private static final int ONE_BYTE = 0x80;
    private static final int TWO_BYTES = 0x800;

    /** The bound that a setting gives, which can be raised; a smaller one when the process has no memory for it. */
    public static ValueBound ofSetting(String setting, long maxBytes) {
        return ofSetting(setting, maxBytes, 1);
    }

    /**
     * As {@link #ofSetting(String, long)}.
     *
     * @param atOnce how many results are read at once, at least 1: each may hold a value of this size
     */
    public static ValueBound ofSetting(String setting, long maxBytes, int atOnce) {
        long fitting = HeapShare.ofRow(atOnce);
        return fitting < maxBytes
                ? new ValueBound(fitting, "This process has no memory for it. " + HeapShare.remedy())
                : new ValueBound(maxBytes, "Raise " + setting + ", or cut the value in the query.");
    }

    /** The bytes of the text in UTF-8. */
    static long utf8Bytes(CharSequence text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            bytes += one < ONE_BYTE ? 1 : one < TWO_BYTES || Character.isSurrogate(one) ? 2 : MOST_UTF8_BYTES;
        }
        return bytes;
    }

    /**
     * The bound of one column's values.
     *
     * @param column the column's name, for messages
     */
    public record ColumnLimit(String column, ValueBound bound) {

        /** @throws RefusedValue when the text has more bytes, as UTF-8 */
        void checkText(String text) {
            if (MOST_UTF8_BYTES * (long) text.length() > bound.maxBytes()) {
                check(utf8Bytes(text));
            }
        }

        /** @throws RefusedValue when a value of this many bytes (or more) is too large */
        public void check(long bytes) {
            if (bytes > bound.maxBytes()) {
                throw new RefusedValue(
                        ErrorCode.VALUE_TOO_LARGE,
                        "column '" + column + "' holds a value of more than " + bound.maxBytes() + " bytes. "
                                + bound.remedy());
            }
        }
    }
}
