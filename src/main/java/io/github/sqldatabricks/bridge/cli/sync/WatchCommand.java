package io.github.sqldatabricks.bridge.cli.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.cli.client.ServiceOptions;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bridge sync watch}: one line for every change. */
@Command(
        name = "watch",
        description =
                "Prints every change of events as it happens; of one event until it has ended (exit code 1 when it"
                        + " was not applied), else until it is stopped.")
final class WatchCommand implements Callable<Integer> {

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String NEWEST = "sync/events?limit=1000";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "EVENT",
            description = "The event_id; left out for all events.")
    private String id;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Spec
    private CommandSpec specification;

    @Override
    public Integer call() {
        ServiceClient client = service.client();
        if (id != null) {
            return EventText.exitCode(EventWait.untilEnded(client, id, this::print));
        }
        Map<String, String> known = new HashMap<>();
        client.get(NEWEST).forEach(event -> known.put(EventText.id(event), event.toString()));
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
            printChanges(client.get(NEWEST), known);
        }
        return 0;
    }

    /** Only the newest are remembered, so that watching for weeks takes no more memory than watching for a minute. */
    private void printChanges(JsonNode newest, Map<String, String> known) {
        Map<String, String> now = new HashMap<>();
        newest.forEach(event -> {
            String text = event.toString();
            if (!text.equals(known.get(EventText.id(event)))) {
                print(event);
            }
            now.put(EventText.id(event), text);
        });
        known.clear();
        known.putAll(now);
    }

    private void print(JsonNode event) {
        PrintWriter out = specification.commandLine().getOut();
        out.println(String.join(
                        "  ",
                        EventText.id(event),
                        event.path("operation").asText(),
                        event.path("target_table").asText(),
                        event.path("status").asText(),
                        event.hasNonNull("rows_affected")
                                ? event.path("rows_affected").asText() + " rows"
                                : "",
                        EventText.message(event))
                .stripTrailing());
        out.flush();
    }
}
