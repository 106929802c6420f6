package io.github.sqldatabricks.bridge.cli.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ClientCommand;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bridge sync list}: the newest events. */
@Command(name = "list", description = "Lists events, newest first.")
final class ListCommand extends ClientCommand {

    @Option(names = "--status", description = "Only events with this status.")
    private String status;

    @Option(names = "--operation", description = "Only events with this operation.")
    private String operation;

    @Option(names = "--limit", defaultValue = "20", description = "Events at most. Default: 20.")
    private int limit;

    @Option(names = "--offset", defaultValue = "0", description = "Leaves out so many of the newest.")
    private int offset;

    @Override
    protected int run(ServiceClient client) {
        JsonNode events = client.get("sync/events?limit=" + limit + "&offset=" + offset
                + filter("status_filter", status) + filter("operation_filter", operation));
        print(EventText.table(events), events);
        return 0;
    }
}
