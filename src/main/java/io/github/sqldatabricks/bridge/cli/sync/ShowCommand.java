package io.github.sqldatabricks.bridge.cli.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import picocli.CommandLine.Command;

/** {@code bridge sync show}. */
@Command(name = "show", description = "Shows an event.")
final class ShowCommand extends EventCommand {

    @Override
    JsonNode event(ServiceClient client, String path) {
        return client.get(path);
    }
}
