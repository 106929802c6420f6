package io.github.sqldatabricks.bridge.model;

/** Where this process runs. Production refuses whatever is convenient but unsafe. */
public enum Environment {
    /** A person's machine, or a test. */
    DEVELOPMENT,
    /** A rehearsal of production; clear-text tokens are still accepted. */
    STAGING,
    /** Real data: no sandbox, no open access, no clear-text tokens. */
    PRODUCTION
}
