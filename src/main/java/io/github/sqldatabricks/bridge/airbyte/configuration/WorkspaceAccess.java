package io.github.sqldatabricks.bridge.airbyte.configuration;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the workspace is, and how to get in.
 *
 * @param url {@code https://host[:port]}; plain http only to this machine
 * @param warehouseId the SQL warehouse, or empty for the only one that the principal sees
 * @param warehouseStartTimeout how long a sleeping warehouse may take to start
 */
public record WorkspaceAccess(
        URI url, Credentials credentials, Optional<String> warehouseId, Duration warehouseStartTimeout) {

    /** How to log in; never shows a secret. */
    public sealed interface Credentials {

        /** A personal access token. */
        record PersonalAccessToken(String token) implements Credentials {
            @Override
            public String toString() {
                return "PersonalAccessToken[***]";
            }
        }

        /** A service principal by OAuth, machine to machine. */
        record ServicePrincipal(String clientId, String clientSecret) implements Credentials {
            @Override
            public String toString() {
                return "ServicePrincipal[" + clientId + ", ***]";
            }
        }
    }
}
