package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.cli.access.PermsCommand;
import io.github.sqldatabricks.bridge.cli.access.TokenCommand;
import io.github.sqldatabricks.bridge.cli.airbyte.AirbyteCommand;
import io.github.sqldatabricks.bridge.cli.sync.SyncCommand;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code bridge}: the root of all commands. Exit codes: 0 everything asked for was done, 1 something failed, 2 the
 * command line or a value on it is wrong.
 */
@Command(
        name = "bridge",
        description = "Moves data between SQL Server and Databricks.",
        mixinStandardHelpOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            ExtractCommand.class,
            SyncCommand.class,
            ReplicateCommand.class,
            StateCommands.class,
            JobsCommand.class,
            AuditCommand.class,
            RunningServiceCommands.FlowTable.class,
            RunningServiceCommands.Settings.class,
            RunningServiceCommands.Replicas.class,
            AirbyteCommand.class,
            TemplateCommands.Check.class,
            TemplateCommands.ListQueries.class,
            TemplateCommands.ListCountries.class,
            TemplateCommands.ShowParams.class,
            TokenCommand.class,
            PermsCommand.class,
            TestConnectionCommand.class,
            SetupCommand.class,
            EventsTableCommand.class,
            BridgeCommand.VersionCommand.class
        },
        footer = {"", "Start with:  bridge demo", "Exit codes:  0 all done, 1 something failed, 2 wrong usage"})
public final class BridgeCommand {

    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Shows this help.")
    private boolean help;

    /** A fresh command line; errors of the bridge become one line on standard error and an exit code. */
    static CommandLine commandLine() {
        return new CommandLine(new BridgeCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(BridgeCommand::report);
    }

    /** The command that {@code arguments} name, with its options set. */
    static Object parse(String... arguments) {
        CommandLine.ParseResult result = commandLine().parseArgs(arguments);
        while (result.hasSubcommand()) {
            result = result.subcommand();
        }
        return result.commandSpec().userObject();
    }

    private static int report(Exception failure, CommandLine commandLine, CommandLine.ParseResult result)
            throws Exception {
        if (failure instanceof BridgeException known) {
            commandLine.getErr().println(errorLine(known));
            return exitCode(known);
        }
        throw failure;
    }

    /** An error for people, with the code that docs/errors.md explains. */
    static String errorLine(BridgeException failure) {
        return "Error: " + failure.getMessage() + " [" + failure.code() + "]";
    }

    /** 2 when the caller has to change the request, else 1. */
    static int exitCode(BridgeException failure) {
        boolean usage =
                failure instanceof BridgeException.InvalidRequest || failure instanceof BridgeException.NotFound;
        return usage ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    /** {@code bridge version}. */
    @Command(name = "version", description = "Shows the version.")
    static final class VersionCommand implements Runnable {

        /** Written by Maven. */
        private static final String RESOURCE = "/bridge-version.properties";

        @Spec
        private CommandSpec specification;

        @Override
        public void run() {
            specification
                    .commandLine()
                    .getOut()
                    .println("sql-databricks-bridge " + version() + " (Java " + Runtime.version() + ")");
        }

        /** Such as {@code 1.0.0} or {@code 1.1.0-SNAPSHOT}. */
        private static String version() {
            Properties properties = new Properties();
            try (InputStream in = VersionCommand.class.getResourceAsStream(RESOURCE)) {
                properties.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return properties.getProperty("version");
        }
    }
}
