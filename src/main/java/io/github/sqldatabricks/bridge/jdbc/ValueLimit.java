package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.ErrorCode;

/**
 * The bound of one column's values.
 *
 * @param column the column's name, for messages
 */
public record ValueLimit(String column, ValueBound bound) {

    /** @throws RefusedValue when the text has more bytes, as UTF-8 */
    void checkText(String text) {
        if (TextSize.MOST_UTF8_BYTES * (long) text.length() > bound.maxBytes()) {
            check(TextSize.utf8(text));
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
