package io.github.sqldatabricks.bridge.jdbc.entra;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** A login by a token of Microsoft Entra; a group of settings. */
public interface EntraLogin {

    /** Who the bridge is. */
    enum Identity {
        /** An application with a client secret. */
        SERVICE_PRINCIPAL,
        /** An application that trusts the cluster: a token in a file takes the place of the secret. */
        WORKLOAD_IDENTITY,
        /** The identity of the virtual machine or node, from the instance metadata service. */
        MANAGED_IDENTITY
    }

    /**
     * {@code service-principal}, {@code workload-identity} (AKS) or {@code managed-identity}. Default: none, the login is a
     * user name and a password.
     */
    Optional<Identity> identity();

    /** The Entra tenant. */
    Optional<String> tenantId();

    /** The application's client id; for a managed identity only when the machine has several. */
    Optional<String> clientId();

    /** The service principal's secret; never logged. */
    Optional<String> clientSecret();

    /** The workload's own token, read anew each time. */
    Optional<Path> tokenFile();

    /** Where tokens are issued; other clouds have others. */
    @WithDefault("https://login.microsoftonline.com")
    URI authority();

    /** The instance metadata service, which answers on the machine alone. */
    @WithDefault("http://169.254.169.254")
    URI metadataEndpoint();

    /** What the token is for: Azure SQL, and SQL Server 2022 with Entra; other clouds have others. */
    @WithDefault("https://database.windows.net/")
    String resource();
}
