package io.github.sqldatabricks.bridge.observe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the readiness of dependencies is found out. */
@ConfigMapping(prefix = "bridge.health")
public interface HealthConfig {

    /** After how long a dependency that does not answer counts as down. */
    @WithDefault("5s")
    Duration timeout();

    /** How long an answer is good for, so that probes do not become load on the dependencies. */
    @WithDefault("5s")
    Duration cache();
}
