package io.github.sqldatabricks.bridge.cli.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.cli.OutputOptions;
import io.github.sqldatabricks.bridge.model.TextTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bridge sync stats}: how event sync is doing. */
@Command(name = "stats", description = "Counts events, and tells how the poller is doing.")
final class StatsCommand implements Callable<Integer> {

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Spec
    private CommandSpec specification;

    @Override
    public Integer call() {
        ServiceClient client = service.client();
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.set("events", client.get("sync/stats"));
        all.set("poller", client.get("sync/poller/status"));
        output.print(specification, text(all), all);
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
