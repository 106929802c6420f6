package io.github.sqldatabricks.bridge.observe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where OpenLineage events go. */
@ConfigMapping(prefix = "bridge.lineage")
public interface LineageConfig {

    /**
     * Takes the events by POST, such as {@code https://marquez.example.com/api/v1/lineage}; {@code https}, or {@code http} to this
     * machine. Without it, there are none.
     */
    Optional<URI> url();

    /** Sent as a bearer token; secret. */
    Optional<String> apiKey();

    /** The namespace of the bridge's jobs. */
    @WithDefault("sql-databricks-bridge")
    String namespace();

    /** After how long an event that nobody takes is given up. */
    @WithDefault("10s")
    Duration timeout();

    /** How many events may wait; what comes then is dropped and counted. At least 1. */
    @WithDefault("1000")
    int queueCapacity();
}
