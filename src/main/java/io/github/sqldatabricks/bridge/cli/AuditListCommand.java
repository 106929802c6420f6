package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ClientCommand;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.model.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bridge audit list}: the newest records. */
@Command(name = "list", description = "Lists records of the audit trail, newest first; for administrators.")
final class AuditListCommand extends ClientCommand {

    @Option(names = "--from", paramLabel = "TIME", description = "The earliest time, such as 2026-11-21T08:00:00Z.")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "The first time that is too late.")
    private String to;

    @Option(names = "--type", description = "Only this event_type, such as auth_failure.")
    private String type;

    @Option(names = "--user", description = "Only of this user.")
    private String user;

    @Option(names = "--resource", description = "Only about this resource, such as job:<id>.")
    private String resource;

    @Option(names = "--status", description = "Only started, success, denied or failure.")
    private String status;

    @Option(names = "--after", paramLabel = "SEQUENCE", description = "Only records older than this one.")
    private String after;

    @Option(names = "--limit", defaultValue = "20", description = "Records at most, up to 1000. Default: 20.")
    private int limit;

    @Override
    protected int run(ServiceClient client) {
        JsonNode page =
                client.get("audit?limit=" + limit + filter("from", from) + filter("to", to) + filter("type", type)
                        + filter("user", user) + filter("resource", resource) + filter("status", status)
                        + filter("after", after));
        print(table(page), page);
        return 0;
    }

    private static String table(JsonNode page) {
        TextTable table =
                new TextTable("sequence", "timestamp", "event", "user", "from", "action", "resource", "status");
        page.path("records")
                .forEach(entry -> table.row(
                        entry.path("sequence").asText(),
                        text(entry, "timestamp"),
                        text(entry, "event_type"),
                        text(entry, "user_name"),
                        text(entry, "source_ip"),
                        text(entry, "action"),
                        text(entry, "resource"),
                        text(entry, "status")));
        return table.render();
    }

    /** Without characters that would do something to a terminal. */
    private static String text(JsonNode entry, String field) {
        return entry.path(field).asText("-").replaceAll("\\p{C}", "?");
    }
}
