package io.github.sqldatabricks.bridge.airbyte.protocol;

import java.util.Locale;

/** How a stream is read. */
public enum SyncMode {
    FULL_REFRESH,
    INCREMENTAL;

    /** As the protocol spells it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
