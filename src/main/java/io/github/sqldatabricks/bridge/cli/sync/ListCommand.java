package io.github.sqldatabricks.bridge.cli.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.OutputOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bridge sync list}: the newest events. */
@Command(name = "list", description = "Lists events, newest first.")
final class ListCommand implements Callable<Integer> {

    @Option(names = "--status", description = "Only events with this status.")
    private String status;

    @Option(names = "--operation", description = "Only events with this operation.")
    private String operation;

    @Option(names = "--limit", defaultValue = "20", description = "Events at most. Default: 20.")
    private int limit;

    @Option(names = "--offset", defaultValue = "0", description = "Leaves out so many of the newest.")
    private int offset;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Spec
    private CommandSpec specification;

    @Override
    public Integer call() {
        JsonNode events = service.client()
                .get("sync/events?limit=" + limit + "&offset=" + offset + filter("status_filter", status)
                        + filter("operation_filter", operation));
        output.print(specification, EventText.table(events), events);
        return 0;
    }

    private static String filter(String name, String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
