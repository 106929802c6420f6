package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SafeAddress;
import java.net.URI;
import java.net.URISyntaxException;

/** The rules for a workspace's address. */
final class WorkspaceAddress {

    private WorkspaceAddress() {}

    /**
     * Reads {@code host} or {@code https://host[:port]}; a path is dropped, as people paste it from a browser.
     *
     * @throws BridgeException.InvalidRequest when it is no address, or plain http to another machine
     */
    static URI parse(String text) {
        String address = text.strip();
        try {
            URI uri = new URI(address.contains("://") ? address : "https://" + address);
            if (uri.getHost() == null) {
                throw invalid(text);
            }
            return require(new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), null, null, null));
        } catch (URISyntaxException e) {
            throw invalid(text);
        }
    }

    /** @throws BridgeException.InvalidRequest when a token would travel unencrypted to another machine */
    static URI require(URI host) {
        if (!SafeAddress.is(host)) {
            throw invalid(host.toString());
        }
        return host;
    }

    private static BridgeException invalid(String address) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_DATABRICKS_HOST,
                "Expected bridge.databricks.host like 'https://adb-123.4.azuredatabricks.net' (plain http only for this"
                        + " machine), but got '" + address.replaceAll("//[^/@]*@", "//***@") + "'.");
    }
}
