package io.github.sqldatabricks.bridge.cli.client;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which running service a command talks to. */
public final class ServiceOptions {

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:BRIDGE_URL:-http://localhost:8000}",
            description =
                    "The service. Default: BRIDGE_URL, or http://localhost:8000. Its token comes from BRIDGE_TOKEN.")
    private String url;

    /**
     * A client of the service.
     *
     * @throws BridgeException.InvalidRequest when the URL is none
     */
    public ServiceClient client() {
        // From the environment only: a token on the command line is seen by everybody on the machine.
        return new ServiceClient(uri(), Optional.ofNullable(System.getenv("BRIDGE_TOKEN")));
    }

    private URI uri() {
        try {
            URI uri = URI.create(url.endsWith("/") ? url : url + "/");
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Answered below, like a URL without a host.
        }
        throw new BridgeException.InvalidRequest(
                ErrorCode.INVALID_URL, "Expected --url (BRIDGE_URL) to be like http://localhost:8000.");
    }
}
