package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.HeapShare;

/**
 * The bound of every value's size in a result.
 *
 * @param maxBytes the largest value that is read, in bytes (UTF-8 for text), positive
 * @param remedy what a user does about a larger one, a whole sentence
 */
public record ValueBound(long maxBytes, String remedy) {

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
}
