package io.github.sqldatabricks.bridge.job;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long jobs, and the rights to work on them, last. */
@ConfigMapping(prefix = "bridge.jobs")
public interface JobConfig {

    /** How long ended jobs are kept. At least 1 second. */
    @WithDefault("30D")
    Duration retention();

    /**
     * After how long a query is taken over from a process that gives no sign of life. At least 1 second; much longer
     * than {@link #heartbeat}.
     */
    @WithDefault("30s")
    Duration lease();

    /** How often progress is written and cancels of other processes are noticed. */
    @WithDefault("1s")
    Duration heartbeat();

    /** How often abandoned queries are looked for. */
    @WithDefault("5s")
    Duration sweep();

    /** How long a stopping process lets its running queries go on before another process takes them over. */
    @WithDefault("30s")
    Duration drainTimeout();
}
