package io.github.sqldatabricks.bridge.audit;

import java.util.Locale;

/** How an attempt went. */
public enum AuditStatus {
    /** It has begun; another record tells its end. */
    STARTED,
    /** It was done, or allowed. */
    SUCCESS,
    /** It was refused; nothing was done. */
    DENIED,
    /** It went wrong. */
    FAILURE;

    /** As in records, such as {@code success}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
