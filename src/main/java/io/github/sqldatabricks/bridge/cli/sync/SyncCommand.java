package io.github.sqldatabricks.bridge.cli.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sqldatabricks.bridge.cli.OutputOptions;
import io.github.sqldatabricks.bridge.cli.client.ClientCommand;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.model.TextTable;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bridge sync}: groups the commands about events. */
@Command(
        name = "sync",
        description = "Submits and watches events of a running service.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SubmitEvent.class,
            SyncCommand.ListEvents.class,
            SyncCommand.Show.class,
            SyncCommand.History.class,
            SyncCommand.DryRun.class,
            SyncCommand.Targets.class,
            SyncCommand.Retry.class,
            SyncCommand.Cancel.class,
            SyncCommand.Stats.class,
            SyncCommand.Watch.class
        })
public final class SyncCommand {

    private static final Set<String> ENDED = Set.of("completed", "failed", "blocked");

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /**
     * The event when it has ended.
     *
     * @param seen is told of every new status
     */
    static JsonNode untilEnded(ServiceClient client, String id, Consumer<JsonNode> seen) {
        String last = "";
        while (true) {
            JsonNode event = client.get(EventText.path(id));
            String status = event.path("status").asText();
            if (!status.equals(last)) {
                seen.accept(event);
                last = status;
            }
            if (ENDED.contains(status)) {
                return event;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** A command about one event, which it prints as it is then. */
    abstract static class EventCommand extends ClientCommand {

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

    /** {@code bridge sync list}: the newest events. */
    @Command(name = "list", description = "Lists events, newest first.")
    static final class ListEvents extends ClientCommand {

        @Option(names = "--status", description = "Only events with this status, or with several: failed,blocked.")
        private String status;

        @Option(names = "--target", paramLabel = "TABLE", description = "Only events that change this table.")
        private String target;

        @Option(names = "--source", paramLabel = "TABLE", description = "Only events of this table of Databricks.")
        private String source;

        @Option(names = "--user", description = "Only asked for by this user.")
        private String user;

        @Option(names = "--error", paramLabel = "CODE", description = "Only with this error, such as limit-exceeded.")
        private String error;

        @Option(names = "--from", paramLabel = "TIME", description = "The earliest time of acceptance.")
        private String from;

        @Option(names = "--to", paramLabel = "TIME", description = "The first time of acceptance that is too late.")
        private String to;

        @Option(names = "--operation", description = "Only events with this operation.")
        private String operation;

        @Option(names = "--limit", defaultValue = "20", description = "Events at most. Default: 20.")
        private int limit;

        @Option(names = "--offset", defaultValue = "0", description = "Leaves out so many of the newest.")
        private int offset;

        @Override
        protected int run(ServiceClient client) {
            JsonNode events = client.get("sync/events?limit=" + limit + "&offset=" + offset
                    + filter("status_filter", status) + filter("operation_filter", operation)
                    + filter("target", target) + filter("source", source) + filter("user", user)
                    + filter("error_code", error) + filter("from", from) + filter("to", to));
            print(EventText.table(events), events);
            return 0;
        }
    }

    /** {@code bridge sync show}. */
    @Command(name = "show", description = "Shows an event.")
    static final class Show extends SyncCommand.EventCommand {

        @Override
        JsonNode event(ServiceClient client, String path) {
            return client.get(path);
        }
    }

    /** {@code bridge sync history}: what has become of an event. */
    @Command(name = "history", description = "Tells what has become of an event, step by step.")
    static final class History extends ClientCommand {

        @Parameters(index = "0", paramLabel = "EVENT", description = "The event_id.")
        private String id;

        @Override
        protected int run(ServiceClient client) {
            JsonNode steps = client.get(EventText.path(id) + "/history");
            TextTable table = new TextTable("timestamp", "step", "status", "user", "attempt", "rows", "error");
            steps.forEach(step -> table.row(
                    step.path("timestamp").asText(),
                    step.path("step").asText(),
                    step.path("status").asText(),
                    shown(step, "user"),
                    shown(step, "attempt"),
                    shown(step, "rows"),
                    shown(step, "error")));
            print(table.render(), steps);
            return 0;
        }
    }

    /** {@code bridge sync dry-run}: what a failed or blocked event would do now. */
    @Command(name = "dry-run", description = "Tells what a failed or blocked event would do now; changes nothing.")
    static final class DryRun extends ClientCommand {

        @Parameters(index = "0", paramLabel = "EVENT", description = "The event_id.")
        private String id;

        @Override
        protected int run(ServiceClient client) {
            JsonNode run = client.post(EventText.path(id) + "/dry-run");
            TextTable table = new TextTable("status", "inserted", "updated", "deleted", "error");
            table.row(
                    run.path("status").asText(),
                    run.at("/changes/inserted").asText(),
                    run.at("/changes/updated").asText(),
                    run.at("/changes/deleted").asText(),
                    shown(run, "error_message"));
            print(table.render(), run);
            return 0;
        }
    }

    /** {@code bridge sync targets}: how the events of each target table are. */
    @Command(name = "targets", description = "Tells how the events of each target table are.")
    static final class Targets extends ClientCommand {

        @Override
        protected int run(ServiceClient client) {
            JsonNode targets = client.get("sync/targets");
            TextTable table = new TextTable(
                    "target", "last event", "pending", "failed", "blocked", "processing", "in retry since");
            targets.forEach(target -> table.row(
                    target.path("target_table").asText(),
                    target.path("last_event_at").asText(),
                    target.path("pending").asText(),
                    target.path("failed").asText(),
                    target.path("blocked").asText(),
                    shown(target, "processing"),
                    shown(target, "retry_since")));
            print(table.render(), targets);
            return 0;
        }
    }

    private static String shown(JsonNode of, String field) {
        return OutputOptions.printable(of.path(field).asText("-"));
    }

    /** {@code bridge sync retry}: one event, or many by one request. */
    @Command(
            name = "retry",
            description = "Makes failed or blocked events pending again; exit code 1 when one of several can't be.")
    static final class Retry extends ClientCommand {

        @Parameters(paramLabel = "EVENT", arity = "1..100", description = "The event_id; up to 100 of them.")
        private List<String> ids;

        @Override
        protected int run(ServiceClient client) {
            if (ids.size() > 1) {
                return retry(client);
            }
            JsonNode event = client.post(EventText.path(ids.get(0)) + "/retry");
            print(EventText.details(event), event);
            return 0;
        }

        private int retry(ServiceClient client) {
            JsonNode made = client.post("sync/events/retry", Map.of("ids", ids));
            TextTable table = new TextTable("event", "status", "why not");
            boolean all = true;
            for (JsonNode one : made) {
                all &= one.hasNonNull("status");
                table.row(
                        one.path("event_id").asText(),
                        one.path("status").asText("-"),
                        one.hasNonNull("code")
                                ? one.path("detail").asText() + " ["
                                        + one.path("code").asText() + "]"
                                : "-");
            }
            print(table.render(), made);
            return all ? 0 : 1;
        }
    }

    /** {@code bridge sync cancel}. */
    @Command(name = "cancel", description = "Cancels a pending event.")
    static final class Cancel extends SyncCommand.EventCommand {

        @Override
        JsonNode event(ServiceClient client, String path) {
            client.delete(path);
            return client.get(path);
        }
    }

    /** {@code bridge sync stats}: how event sync is doing. */
    @Command(name = "stats", description = "Counts events, and tells how the poller is doing.")
    static final class Stats extends ClientCommand {

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

    /** {@code bridge sync watch}: one line for every change. */
    @Command(
            name = "watch",
            description =
                    "Prints every change of events as it happens; of one event until it has ended (exit code 1 when it"
                            + " was not applied), else until it is stopped.")
    static final class Watch implements Callable<Integer> {

        private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
        private static final String NEWEST = "sync/events?limit=1000";

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "EVENT",
                description = "The event_id; left out for all events.")
        private String id;

        @Mixin
        private ServiceClient.Options service = new ServiceClient.Options();

        @Spec
        private CommandSpec specification;

        @Override
        public Integer call() {
            ServiceClient client = service.client();
            if (id != null) {
                return EventText.exitCode(untilEnded(client, id, this::print));
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
}
