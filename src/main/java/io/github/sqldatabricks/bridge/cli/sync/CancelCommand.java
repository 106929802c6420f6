package io.github.sqldatabricks.bridge.cli.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import picocli.CommandLine.Command;

/** {@code bridge sync cancel}. */
@Command(name = "cancel", description = "Cancels a pending event.")
final class CancelCommand extends EventCommand {

    @Override
    JsonNode event(ServiceClient client, String path) {
        client.delete(path);
        return client.get(path);
    }
}
