package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.Environment;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the bridge runs. */
@ConfigMapping(prefix = "bridge")
public interface DeploymentConfig {

    /**
     * {@code development}, {@code staging} or {@code production}. Production refuses unsafe settings at the start.
     */
    @WithDefault("development")
    Environment environment();
}
