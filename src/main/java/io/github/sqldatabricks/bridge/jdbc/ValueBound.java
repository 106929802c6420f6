package io.github.sqldatabricks.bridge.jdbc;

/**
 * The bound of every value's size in a result.
 *
 * @param maxBytes the largest value that is read, in bytes (UTF-16 for text), positive
 * @param remedy what a user does about a larger one, a whole sentence
 */
public record ValueBound(long maxBytes, String remedy) {

    /** The bound that a setting gives, which can be raised. */
    public static ValueBound ofSetting(String setting, long maxBytes) {
        return new ValueBound(maxBytes, "Raise " + setting + ", or cut the value in the query.");
    }
}
