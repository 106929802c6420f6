package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.event.EventsTable;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bridge events-table}: makes or checks the table that Databricks jobs insert events into. */
@Command(
        name = "events-table",
        description = "Makes (create) or checks (check) the events table in Databricks; its name is"
                + " bridge.sync.poller.events-table (EVENTS_TABLE).")
final class EventsTableCommand extends ServiceCommand {

    /** What is done. */
    enum Action {
        CREATE,
        CHECK
    }

    @Parameters(index = "0", paramLabel = "ACTION", description = "create or check.")
    private Action action;

    @Option(names = "--print", description = "Only prints the statements that create the table.")
    private boolean print;

    @Mixin
    private SandboxOptions sandbox = new SandboxOptions();

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = LocalSettings.withoutApi(false);
        settings.putAll(sandbox.settings());
        return settings;
    }

    @Override
    int run() {
        EventsTable.Setup setup = bean(EventsTable.Setup.class);
        PrintWriter out = specification().commandLine().getOut();
        int code = print ? printed(setup, out) : action == Action.CREATE ? create(setup, out) : check(setup, out);
        out.flush();
        return code;
    }

    private static int printed(EventsTable.Setup setup, PrintWriter out) {
        out.println(setup.ddl());
        return 0;
    }

    private static int create(EventsTable.Setup setup, PrintWriter out) {
        setup.create();
        out.println("The events table is there.");
        return check(setup, out);
    }

    private static int check(EventsTable.Setup setup, PrintWriter out) {
        EventsTable.Setup.Findings findings = setup.check();
        if (!findings.needed().isEmpty()) {
            out.println("It can't be used without the columns: " + String.join(", ", findings.needed()));
            return 1;
        }
        out.println(
                findings.wanted().isEmpty()
                        ? "It has all columns."
                        : "It can be used. Columns that it does not have, and so can't tell or be told of: "
                                + String.join(", ", findings.wanted()));
        return 0;
    }
}
