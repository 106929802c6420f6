package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.Environment;
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

    /** Whether requests need a token. */
    enum AccessMode {
        /** Anybody may do everything; for the sandbox and for development only. */
        OPEN,
        /** Only who is in the permissions file, and only what it allows. */
        TOKENS;

        /**
         * Decides from the configuration.
         *
         * @param fileExists whether the permissions file is there
         * @throws IllegalStateException when production would be open, or would let nobody in
         */
        static AccessMode decide(AccessConfig config, Environment environment, boolean sandbox, boolean fileExists) {
            AccessMode mode = config.enabled().orElse(!sandbox || fileExists) ? TOKENS : OPEN;
            if (environment != Environment.PRODUCTION) {
                return mode;
            }
            if (mode == OPEN) {
                throw new IllegalStateException(
                        "Production never runs without access control: set bridge.access.enabled"
                                + " (AUTH_ENABLED) to true, or bridge.environment (ENVIRONMENT) to development.");
            }
            if (!fileExists) {
                throw new IllegalStateException("Production needs the permissions file " + config.permissionsFile()
                        + ", and it is missing. Write it (docs/security.md) or set bridge.access.permissions-file"
                        + " (PERMISSIONS_FILE).");
            }
            return mode;
        }
    }
}
