package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.audit.AuditChain;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditConfig;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.github.sqldatabricks.bridge.audit.AuditVerifier;
import io.github.sqldatabricks.bridge.cli.client.ClientCommand;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.TextTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bridge audit}: groups the commands about the audit trail. */
@Command(
        name = "audit",
        description = "Lists the audit trail of a running service, and verifies its chain.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AuditCommand.ListRecords.class, AuditCommand.State.class, AuditCommand.Verify.class})
public final class AuditCommand {

    /** {@code bridge audit list}: the newest records. */
    @Command(name = "list", description = "Lists records of the audit trail, newest first; for administrators.")
    static final class ListRecords extends ClientCommand {

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
            return OutputOptions.printable(entry.path(field).asText("-"));
        }
    }

    /** {@code bridge audit state}. */
    @Command(name = "state", description = "Tells how the audit trail of a running service is; for administrators.")
    static final class State extends ClientCommand {

        @Override
        protected int run(ServiceClient client) {
            JsonNode state = client.get("audit/state");
            TextTable table = new TextTable("audit trail", "");
            state.properties()
                    .forEach(field -> table.row(
                            field.getKey(),
                            field.getValue().isValueNode()
                                    ? field.getValue().asText()
                                    : field.getValue().toString()));
            print(table.render(), state);
            return state.hasNonNull("problem") ? 1 : 0;
        }
    }

    /** {@code bridge audit verify}: reads the whole chain out of the table itself, so that no service has to be trusted. */
    @Command(
            name = "verify",
            description =
                    "Verifies the audit trail's chain in the database that bridge.jobs.url names: finds every record that"
                            + " was changed, removed, added or moved. An embedded database (jdbc:h2:file) can be opened while"
                            + " no service runs. With --url the running service verifies it instead, for a minute at most.")
    static final class Verify extends ServiceCommand {

        private static final String EMPTY =
                "EMPTY: the database that bridge.jobs.url names has no record of an audit trail."
                        + " Nothing was verified. Is it the service's database?";

        @Option(
                names = "--expect",
                paramLabel = "SEQUENCE:HASH",
                description = "A position that the chain has to go through, from an audit_checkpoint line of the log.")
        private String expected;

        @Option(
                names = "--url",
                paramLabel = "URL",
                description = "Has the service at this URL verify it; its token comes from BRIDGE_TOKEN.")
        private String url;

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Override
        OptionalInt withoutService(Map<String, String> settings) {
            return url == null ? OptionalInt.empty() : OptionalInt.of(byService());
        }

        private int byService() {
            if (expected != null) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.BAD_REQUEST,
                        "Expected --expect without --url: a checkpoint is held against the database itself.");
            }
            JsonNode found = ServiceClient.at(url).post("audit/verify");
            String verdict = found.path("verdict").asText();
            print(
                    verdict.equals("broken")
                            ? "BROKEN at record " + found.path("sequence").asText() + ": "
                                    + found.path("reason").asText()
                            : verdict + ": " + found.path("records").asText() + " records, the last is "
                                    + found.path("sequence").asText() + ":"
                                    + found.path("hash").asText(),
                    found);
            return verdict.equals("intact") ? 0 : 1;
        }

        @Override
        Map<String, String> settings() {
            Map<String, String> settings = new HashMap<>(LocalSettings.quiet(false));
            settings.putAll(LocalSettings.IDLE);
            return settings;
        }

        @Override
        int run() {
            Optional<AuditPosition> checkpoint = Optional.ofNullable(expected).map(AuditPosition::parse);
            AuditChain chain = AuditChain.of(bean(AuditConfig.class).key());
            AuditVerifier.Result result = new AuditVerifier(bean(AuditStore.class), chain, checkpoint).verify();
            if (result instanceof AuditVerifier.Result.Intact intact) {
                print(
                        "Intact: " + intact.records() + " records, the last is " + intact.last(),
                        OutputOptions.fields(
                                "intact", true,
                                "records", intact.records(),
                                "sequence", intact.last().sequence(),
                                "hash", intact.last().hash()));
                return 0;
            }
            if (result instanceof AuditVerifier.Result.Broken broken) {
                print(
                        "BROKEN at record " + broken.sequence() + ": " + broken.reason(),
                        OutputOptions.fields(
                                "intact", false, "sequence", broken.sequence(), "reason", broken.reason()));
            } else {
                print(EMPTY, OutputOptions.fields("intact", false, "records", 0, "reason", EMPTY));
            }
            return 1;
        }

        private void print(String text, Object json) {
            output.print(specification(), text, json);
        }
    }
}
