package io.github.sqldatabricks.bridge.cli.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.OutputOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bridge sync show}. */
@Command(name = "show", description = "Shows an event.")
final class ShowCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "EVENT", description = "The event_id.")
    private String id;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Spec
    private CommandSpec specification;

    @Override
    public Integer call() {
        JsonNode event = service.client().get(EventText.path(id));
        output.print(specification, EventText.details(event), event);
        return 0;
    }
}
