package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.job.JobConfig;
import java.time.Duration;

/** How long leases and jobs last in a test. */
public record FixedJobConfig(
        Duration retention, Duration lease, Duration heartbeat, Duration sweep, Duration drainTimeout, int maxTakeovers)
        implements JobConfig {

    private static final int MAX_TAKEOVERS = 3;

    public FixedJobConfig(
            Duration retention, Duration lease, Duration heartbeat, Duration sweep, Duration drainTimeout) {
        this(retention, lease, heartbeat, sweep, drainTimeout, MAX_TAKEOVERS);
    }

    public FixedJobConfig(Duration lease) {
        this(Duration.ofDays(30), lease, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));
    }
}
