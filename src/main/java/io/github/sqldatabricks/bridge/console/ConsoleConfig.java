package io.github.sqldatabricks.bridge.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The web console. */
@ConfigMapping(prefix = "bridge.console")
public interface ConsoleConfig {

    /** Whether there is a console; without it there is no route, and no cookie is read. */
    @WithDefault("true")
    boolean enabled();

    /**
     * Whether people may log in over plain HTTP from other machines, where tokens can be read on the way; refused in production.
     */
    @WithDefault("false")
    boolean allowHttp();

    /** Where the installation's Grafana is, for a link on the page of health. Default: none. */
    Optional<String> grafanaUrl();
}
