package io.github.sqldatabricks.bridge.databricks;

import java.nio.file.Path;
import java.util.Optional;

/** How to log in at the workspace; a part of {@link DatabricksConfig}. */
public interface LoginSettings {

    /**
     * How to log in: {@code pat}, {@code oauth-m2m}, {@code azure-client-secret}, {@code azure-msi}, {@code azure-cli},
     * {@code file-oidc}, {@code env-oidc}, {@code github-oidc}, {@code github-oidc-azure}, {@code azure-devops-oidc},
     * {@code google-credentials}, {@code google-id}, {@code databricks-cli} or {@code profile}. Default: {@code pat} or
     * {@code oauth-m2m}, whichever is configured.
     */
    Optional<LoginType> authType();

    /** A personal access token; never logged. Or {@link #clientId} and {@link #clientSecret}. */
    Optional<String> token();

    /** A service principal's application id, for OAuth machine-to-machine and token federation. */
    Optional<String> clientId();

    /** The service principal's OAuth secret; never logged. */
    Optional<String> clientSecret();

    /** For {@code file-oidc}: the file of the identity token that is exchanged, read anew at each exchange. */
    Optional<Path> oidcTokenFile();

    /** For {@code profile}: which one of the configuration file. Default: {@code DEFAULT}. */
    Optional<String> profile();

    /** For {@code profile}: the configuration file. Default: {@code .databrickscfg} in the home folder. */
    Optional<Path> configFile();

    /** For {@code azure-client-secret} and {@code azure-msi}. */
    Azure azure();

    /** An identity of Microsoft Entra. */
    interface Azure {

        /** The Entra tenant. */
        Optional<String> tenantId();

        /** The service principal's, or the user-assigned managed identity's, client id. */
        Optional<String> clientId();

        /** The service principal's secret; never logged. */
        Optional<String> clientSecret();
    }
}
