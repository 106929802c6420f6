package io.github.sqldatabricks.bridge.access;

/** What a permission allows on its tables. */
public enum AccessLevel {
    /** The tables may be extracted. */
    READ,
    /** The tables may be the target of a sync. */
    WRITE,
    /** Both. */
    READ_WRITE;

    /** Whether this level includes {@code needed}. */
    public boolean includes(AccessLevel needed) {
        return this == READ_WRITE || this == needed;
    }
}
