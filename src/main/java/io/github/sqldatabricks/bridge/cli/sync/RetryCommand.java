package io.github.sqldatabricks.bridge.cli.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import picocli.CommandLine.Command;

/** {@code bridge sync retry}. */
@Command(name = "retry", description = "Makes a failed or blocked event pending again.")
final class RetryCommand extends EventCommand {

    @Override
    JsonNode event(ServiceClient client, String path) {
        return client.post(path + "/retry");
    }
}
