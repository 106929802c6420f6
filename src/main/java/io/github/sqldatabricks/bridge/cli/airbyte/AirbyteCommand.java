package io.github.sqldatabricks.bridge.cli.airbyte;

import io.github.sqldatabricks.bridge.airbyte.configuration.ConnectorConfiguration;
import io.github.sqldatabricks.bridge.airbyte.discovery.ConnectionCheck;
import io.github.sqldatabricks.bridge.airbyte.discovery.StreamCatalog;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.wiring.AirbyteWorkspace;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code bridge airbyte}: groups the commands of the Airbyte protocol; the short ones are here. */
@Command(
        name = "airbyte",
        description = "Reads Databricks tables as an Airbyte source: one JSON message a line on standard output.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AirbyteCommand.SpecCommand.class,
            AirbyteCommand.CheckCommand.class,
            AirbyteCommand.DiscoverCommand.class,
            ReadCommand.class
        })
public final class AirbyteCommand {

    /** {@code bridge airbyte spec}. */
    @Command(name = "spec", description = "Says how the source is configured.")
    static final class SpecCommand extends ProtocolCommand {

        @Override
        int run(MessageSink sink) {
            sink.write(new AirbyteMessage.Specification(ConnectorConfiguration.specification()));
            return ExitCode.OK;
        }
    }

    /** {@code bridge airbyte check}. What is wrong is its answer, so it ends with 0 then too. */
    @Command(name = "check", description = "Tries all that a read needs: login, warehouse, rights on each table.")
    static final class CheckCommand extends ProtocolCommand {

        @Mixin
        private ConfigurationOption configuration = new ConfigurationOption();

        @Override
        int run(MessageSink sink) {
            sink.write(new AirbyteMessage.ConnectionStatus(problem(sink)));
            return ExitCode.OK;
        }

        private Optional<String> problem(MessageSink sink) {
            try {
                ConnectorConfiguration given = configuration.read();
                try (WorkspaceTables tables = AirbyteWorkspace.open(given)) {
                    new ConnectionCheck(tables, given.tables(), given.reading())
                            .run(progress -> sink.log(LogLevel.INFO, progress));
                }
                return Optional.empty();
            } catch (BridgeException e) {
                return Optional.of(e.getMessage());
            }
        }
    }

    /** {@code bridge airbyte discover}. */
    @Command(name = "discover", description = "Describes the selected tables and views as streams.")
    static final class DiscoverCommand extends ProtocolCommand {

        @Mixin
        private ConfigurationOption configuration = new ConfigurationOption();

        @Override
        int run(MessageSink sink) {
            ConnectorConfiguration given = configuration.read();
            try (WorkspaceTables tables = AirbyteWorkspace.open(given)) {
                StreamCatalog catalog = new StreamCatalog(tables, given.tables(), given.reading(), sink);
                sink.write(new AirbyteMessage.Catalog(catalog.discover()));
            }
            return ExitCode.OK;
        }
    }
}
