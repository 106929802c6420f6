package io.github.sqldatabricks.bridge.databricks;

import java.net.URI;
import java.util.Objects;

/**
 * Where a workspace is and how to log in there; from the configuration, or the sandbox's own.
 *
 * @param host {@code https://host[:port]}; plain http only for the sandbox
 * @param credentials how to log in
 * @param warehouseId the SQL warehouse, or empty when none is configured
 */
public record Workspace(URI host, Credentials credentials, String warehouseId) {

    public Workspace {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(warehouseId, "warehouseId");
    }

    /** How to log in. */
    public sealed interface Credentials {

        /** A personal access token. */
        record Token(String value) implements Credentials {
            @Override
            public String toString() {
                return "Token[***]";
            }
        }

        /** A service principal, OAuth machine-to-machine. */
        record ServicePrincipal(String clientId, String clientSecret) implements Credentials {
            @Override
            public String toString() {
                return "ServicePrincipal[" + clientId + ", ***]";
            }
        }
    }
}
