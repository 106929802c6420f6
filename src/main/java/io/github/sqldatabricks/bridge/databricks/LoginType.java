package io.github.sqldatabricks.bridge.databricks;

import java.util.Locale;

/**
 * A way to log in at Databricks, by the SDK's own name for it.
 *
 * @see <a href="https://docs.databricks.com/aws/en/dev-tools/auth/unified-auth">Unified authentication</a>
 */
public enum LoginType {
    PAT,
    OAUTH_M2M,
    AZURE_CLIENT_SECRET,
    AZURE_MSI,
    AZURE_CLI,
    ENV_OIDC,
    FILE_OIDC,
    GITHUB_OIDC,
    GITHUB_OIDC_AZURE,
    AZURE_DEVOPS_OIDC,
    GOOGLE_CREDENTIALS,
    GOOGLE_ID,
    DATABRICKS_CLI,
    /** Whatever the named profile of the configuration file says; the only one that the SDK has no name for. */
    PROFILE;

    /** Such as {@code azure-client-secret}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the bridge's own settings hold all that it takes; the others also read the SDK's variables. */
    boolean isOwn() {
        return this == PAT || this == OAUTH_M2M;
    }
}
