package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ClientCommand;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.model.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Commands about a running service as a whole, for administrators. */
final class RunningServiceCommands {

    private RunningServiceCommands() {}

    /** {@code bridge settings}. */
    @Command(
            name = "settings",
            description = "Lists the settings of a running service and where each is from; secrets are masked.")
    static final class Settings extends ClientCommand {

        @Option(names = "--set", description = "Only what somebody has set.")
        private boolean set;

        @Option(names = "--name", paramLabel = "TEXT", description = "Only those whose name has this in it.")
        private String name;

        @Override
        protected int run(ServiceClient client) {
            JsonNode settings = client.get("settings");
            print(table(settings), settings);
            return 0;
        }

        private String table(JsonNode settings) {
            TextTable table = new TextTable("setting", "value", "from", "default");
            settings.forEach(one -> {
                if (isWanted(one)) {
                    table.row(text(one, "name"), text(one, "value"), text(one, "source"), text(one, "default"));
                }
            });
            return table.render();
        }

        private boolean isWanted(JsonNode one) {
            return (!set || one.hasNonNull("ordinal"))
                    && (name == null || text(one, "name").contains(name));
        }
    }

    /** {@code bridge replicas}. */
    @Command(name = "replicas", description = "Lists the processes of a running service that share its work.")
    static final class Replicas extends ClientCommand {

        @Override
        protected int run(ServiceClient client) {
            JsonNode replicas = client.get("replicas");
            TextTable table =
                    new TextTable("replica", "host", "version", "since", "queries", "events", "state", "seen");
            replicas.forEach(one -> table.row(
                    text(one, "name"),
                    text(one, "host"),
                    text(one, "version"),
                    text(one, "started_at"),
                    text(one, "queries_running") + "/" + text(one, "query_threads"),
                    text(one, "events_running") + "/" + text(one, "event_threads"),
                    one.path("draining").asBoolean() ? "draining" : "working",
                    text(one, "last_beat")));
            print(table.render(), replicas);
            return 0;
        }
    }

    /** {@code bridge flow}. */
    @Command(name = "flow", description = "Tells how much a running service has moved in each direction, over time.")
    static final class FlowTable extends ClientCommand {

        @Option(
                names = "--window",
                defaultValue = "1h",
                description = "How far back: 1h (by minutes), 24h (by ten minutes) or 7d (by hours). Default: 1h.")
        private String window;

        @Override
        protected int run(ServiceClient client) {
            JsonNode flow = client.get("flow?" + filter("window", window).substring(1));
            TextTable table = new TextTable("from", "direction", "rows", "bytes", "ended", "failed");
            flow.path("points")
                    .forEach(one -> table.row(
                            text(one, "at"),
                            text(one, "direction"),
                            Figures.count(one.path("rows").asLong()),
                            Figures.bytes(one.path("bytes").asLong()),
                            Figures.count(one.path("ended").asLong()),
                            Figures.count(one.path("failed").asLong())));
            print(table.render(), flow);
            return 0;
        }
    }

    private static String text(JsonNode of, String field) {
        return of.path(field).asText("-");
    }
}
