package io.github.sqldatabricks.bridge.cli.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ClientCommand;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import picocli.CommandLine.Parameters;

/** A command about one event, which it prints as it is then. */
abstract class EventCommand extends ClientCommand {

    @Parameters(index = "0", paramLabel = "EVENT", description = "The event_id.")
    private String id;

    @Override
    protected final int run(ServiceClient client) {
        JsonNode event = event(client, EventText.path(id));
        print(EventText.details(event), event);
        return 0;
    }

    /** @param path of the event below the service's URL */
    abstract JsonNode event(ServiceClient client, String path);
}
