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

    private static String text(JsonNode of, String field) {
        return of.path(field).asText("-");
    }
}
