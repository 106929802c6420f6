package io.github.sqldatabricks.bridge.jdbc;

/**
 * The bound of one value's size.
 *
 * @param column the column's name, for messages
 * @param maxBytes the largest value that is read, in bytes (UTF-16 for text), positive
 */
public record ValueLimit(String column, long maxBytes) {

    /** @throws RefusedValue when a value of this many bytes (or more) is too large */
    public void check(long bytes) {
        if (bytes > maxBytes) {
            throw new RefusedValue(
                    "value-too-large",
                    "column '" + column + "' holds a value of more than " + maxBytes
                            + " bytes. Raise bridge.sqlserver.max-value-size, or cut the value in the query.");
        }
    }
}
