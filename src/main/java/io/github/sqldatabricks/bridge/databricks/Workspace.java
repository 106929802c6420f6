package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.model.BridgeException;
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
        WorkspaceAddress.require(host);
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(warehouseId, "warehouseId");
    }

    /**
     * The workspace of the configuration.
     *
     * @throws BridgeException.InvalidRequest when the host or the login is missing, doubtful or unsafe
     */
    public static Workspace of(DatabricksConfig config) {
        String host = config.host()
                .orElseThrow(
                        () -> notConfigured("Set DATABRICKS_HOST (bridge.databricks.host) to the workspace's URL."));
        return new Workspace(
                WorkspaceAddress.parse(host),
                credentials(config),
                config.warehouseId().orElse(""));
    }

    private static Credentials credentials(DatabricksConfig config) {
        boolean principal =
                config.clientId().isPresent() && config.clientSecret().isPresent();
        if (principal == config.token().isPresent()) {
            throw notConfigured("Set either DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET.");
        }
        return principal
                ? new Credentials.ServicePrincipal(
                        config.clientId().get(), config.clientSecret().get())
                : new Credentials.Token(config.token().get());
    }

    private static BridgeException notConfigured(String whatToDo) {
        return new BridgeException.InvalidRequest("databricks-not-configured", whatToDo);
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
