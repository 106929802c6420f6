package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig.LoginType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SafeAddress;
import java.net.URI;
import java.net.URISyntaxException;
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
        requireEncrypted(host);
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
                address(host), credentials(config.login()), config.warehouseId().orElse(""));
    }

    /** @throws BridgeException.InvalidRequest when {@code host} is no address, or plain http to another machine */
    public static void requireSafe(String host) {
        address(host);
    }

    private static Credentials credentials(DatabricksConfig.Login login) {
        LoginType type = login.authType().orElseGet(() -> configured(login));
        if (!type.isOwn()) {
            return chain(type, login);
        }
        if (type == LoginType.PAT) {
            return new Credentials.Token(
                    login.token().orElseThrow(() -> notConfigured("Set DATABRICKS_TOKEN, or another login.")));
        }
        return new Credentials.ServicePrincipal(
                login.clientId().orElseThrow(() -> notConfigured("Set DATABRICKS_CLIENT_ID.")),
                login.clientSecret().orElseThrow(() -> notConfigured("Set DATABRICKS_CLIENT_SECRET.")));
    }

    private static LoginType configured(DatabricksConfig.Login login) {
        boolean principal = login.clientId().isPresent() && login.clientSecret().isPresent();
        if (principal == login.token().isPresent()) {
            throw notConfigured("Set either DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or"
                    + " bridge.databricks.auth-type.");
        }
        return principal ? LoginType.OAUTH_M2M : LoginType.PAT;
    }

    /** The SDK would take whichever it sees first. */
    private static Credentials chain(LoginType type, DatabricksConfig.Login login) {
        if (login.token().isPresent() || login.clientSecret().isPresent()) {
            throw notConfigured("The login is " + type + " (bridge.databricks.auth-type), but DATABRICKS_TOKEN or"
                    + " DATABRICKS_CLIENT_SECRET is set too. Unset what is not used.");
        }
        return new Credentials.Chain(type, login);
    }

    private static BridgeException notConfigured(String whatToDo) {
        return new BridgeException.InvalidRequest(ErrorCode.DATABRICKS_NOT_CONFIGURED, whatToDo);
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

        /** One of the SDK's own chains, with what the configuration says about it. */
        record Chain(LoginType type, DatabricksConfig.Login settings) implements Credentials {
            @Override
            public String toString() {
                return "Chain[" + type + "]";
            }
        }
    }

    /**
     * Reads {@code host} or {@code https://host[:port]}; a path is dropped, as people paste it from a browser.
     *
     * @throws BridgeException.InvalidRequest when it is no address, or plain http to another machine
     */
    static URI address(String text) {
        String address = text.strip();
        try {
            URI uri = new URI(address.contains("://") ? address : "https://" + address);
            if (uri.getHost() == null) {
                throw invalidHost(text);
            }
            return requireEncrypted(new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), null, null, null));
        } catch (URISyntaxException e) {
            throw invalidHost(text);
        }
    }

    /** @throws BridgeException.InvalidRequest when a token would travel unencrypted to another machine */
    private static URI requireEncrypted(URI host) {
        if (!SafeAddress.is(host)) {
            throw invalidHost(host.toString());
        }
        return host;
    }

    private static BridgeException invalidHost(String address) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_DATABRICKS_HOST,
                "Expected bridge.databricks.host like 'https://adb-123.4.azuredatabricks.net' (plain http only for this"
                        + " machine), but got '" + address.replaceAll("//[^/@]*@", "//***@") + "'.");
    }
}
