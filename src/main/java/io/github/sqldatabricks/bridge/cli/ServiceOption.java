package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which running service does the work of a command that can also do it in its own process. */
final class ServiceOption {

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Asks the service there, whose files count then; its token comes from BRIDGE_TOKEN.")
    private String url;

    /**
     * A client of it; empty when this process does the work.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.InvalidRequest when the URL is none
     */
    Optional<ServiceClient> client() {
        return Optional.ofNullable(url).map(ServiceClient::at);
    }
}
