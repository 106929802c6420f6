package io.github.sqldatabricks.bridge.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Who may use the bridge. */
@ConfigMapping(prefix = "bridge.access")
public interface AccessConfig {

    /**
     * Whether requests need a token; {@code false} is refused in production. Default: {@code true}, but in the sandbox
     * only when the permissions file exists.
     */
    Optional<Boolean> enabled();

    /** The file of users, tokens and permissions; see docs/security.md. */
    @WithDefault("config/permissions.yaml")
    Path permissionsFile();

    /** Whether a change of the permissions file takes effect without a restart. */
    @WithDefault("true")
    boolean hotReload();

    /** How often the permissions file is looked at for changes, at least 1 ms. */
    @WithDefault("5s")
    Duration reloadInterval();

    /** How long reading the tables out of one query's text may take; a slower one counts as not understood. */
    @WithDefault("5s")
    Duration queryParseTimeout();

    /** How many requests without a valid token one source may make in a window before the answer is 429; at least 1. */
    @WithDefault("20")
    @Min(1)
    int maxFailedAttempts();

    /** The window of {@code max-failed-attempts}, at least 1 ms. */
    @WithDefault("1m")
    Duration failedAttemptsWindow();
}
