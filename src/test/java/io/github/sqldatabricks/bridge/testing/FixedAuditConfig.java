package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.audit.AuditConfig;
import java.time.Duration;
import java.util.Optional;

/** The configuration of an audit trail. */
public record FixedAuditConfig(
        boolean required,
        Optional<String> key,
        Duration retention,
        int queueCapacity,
        Duration patience,
        int checkpointEvery,
        boolean readsInTable)
        implements AuditConfig {

    /** The defaults, with little patience. */
    public static FixedAuditConfig strict() {
        return new FixedAuditConfig(
                true, Optional.empty(), Duration.ofDays(400), 1000, Duration.ofSeconds(2), 1000, true);
    }

    /** Records so many at most, and waits no longer than this. */
    public static FixedAuditConfig small(int capacity, Duration patience) {
        return new FixedAuditConfig(true, Optional.empty(), Duration.ofDays(400), capacity, patience, 1000, true);
    }
}
