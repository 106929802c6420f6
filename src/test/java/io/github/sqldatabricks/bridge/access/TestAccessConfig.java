package io.github.sqldatabricks.bridge.access;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The configuration with values of a test's choice; reloads fast. */
record TestAccessConfig(Optional<Boolean> enabled, Path permissionsFile, boolean hotReload) implements AccessConfig {

    @Override
    public Duration reloadInterval() {
        return Duration.ofMillis(10);
    }

    @Override
    public Duration queryParseTimeout() {
        return Duration.ofSeconds(20);
    }

    @Override
    public int maxFailedAttempts() {
        return 20;
    }

    @Override
    public Duration failedAttemptsWindow() {
        return Duration.ofMinutes(1);
    }
}
