package io.github.sqldatabricks.bridge.job;

import java.util.Locale;

/** The name of a {@link QueryState}, as callers and the store write it. */
public enum QueryStatus {
    PENDING,
    RUNNING,
    COMPLETED,
    /** Its output was there and was not to be overwritten. Counts as completed. */
    SKIPPED,
    FAILED,
    CANCELLED;

    /** The status in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
