package io.github.sqldatabricks.bridge.job;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How long jobs, and the rights to work on them, last. */
@ConfigMapping(prefix = "bridge.jobs")
public interface JobConfig {

    /** How long ended jobs are kept. 1 second to 3650 days. */
    @WithDefault("30D")
    Duration retention();

    /**
     * After how long a query is taken over from a process that gives no sign of life. From twice
     * {@link #heartbeat} to 1 day.
     */
    @WithDefault("30s")
    Duration lease();

    /**
     * How many processes may die while they run a query before it fails. A query that is given back by a stopping
     * process does not count. 1 to 100.
     */
    @WithDefault("3")
    @Min(1)
    @Max(100)
    int maxTakeovers();

    /** How often progress is written and cancels of other processes are noticed. 1 second to 1 hour. */
    @WithDefault("1s")
    Duration heartbeat();

    /** How often queries are looked for that no message told of. 1 second to 1 hour. */
    @WithDefault("5s")
    Duration sweep();

    /**
     * How long a stopping process lets its running queries go on before another process takes them over. 0 seconds to
     * 1 hour.
     */
    @WithDefault("30s")
    Duration drainTimeout();
}
