package io.github.sqldatabricks.bridge.cli.airbyte;

import io.github.sqldatabricks.bridge.airbyte.configuration.ConnectorConfiguration;
import io.github.sqldatabricks.bridge.airbyte.discovery.StreamCatalog;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.wiring.AirbyteWorkspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code bridge airbyte discover}. */
@Command(name = "discover", description = "Describes the selected tables and views as streams.")
final class DiscoverCommand extends ProtocolCommand {

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
