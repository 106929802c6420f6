package io.github.sqldatabricks.bridge.cli.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.cli.client.ClientCommand;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.model.TextTable;
import picocli.CommandLine.Command;

/** {@code bridge sync stats}: how event sync is doing. */
@Command(name = "stats", description = "Counts events, and tells how the poller is doing.")
final class StatsCommand extends ClientCommand {

    @Override
    protected int run(ServiceClient client) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.set("events", client.get("sync/stats"));
        all.set("poller", client.get("sync/poller/status"));
        print(text(all), all);
        return 0;
    }

    private static String text(JsonNode all) {
        TextTable table = new TextTable("what", "value");
        table.row("events", all.at("/events/total").asText());
        all.at("/events/by_status")
                .properties()
                .forEach(entry -> table.row(entry.getKey(), entry.getValue().asText()));
        all.at("/events/by_operation")
                .properties()
                .forEach(entry -> table.row(entry.getKey(), entry.getValue().asText()));
        all.at("/poller")
                .properties()
                .forEach(entry -> table.row(entry.getKey(), entry.getValue().asText()));
        return table.render();
    }
}
