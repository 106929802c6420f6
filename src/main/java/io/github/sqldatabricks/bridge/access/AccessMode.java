package io.github.sqldatabricks.bridge.access;

import io.github.sqldatabricks.bridge.model.Environment;

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
            throw new IllegalStateException("Production never runs without access control: set bridge.access.enabled"
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
