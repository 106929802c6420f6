package io.github.sqldatabricks.bridge.cli.airbyte;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.airbyte.configuration.ConnectorConfiguration;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.protocol.InputFile;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.airbyte.read.CatalogRead;
import io.github.sqldatabricks.bridge.airbyte.read.ConfiguredCatalog;
import io.github.sqldatabricks.bridge.airbyte.read.ConfiguredCatalog.ConfiguredStream;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.wiring.AirbyteWorkspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bridge airbyte read}. All files are read before anything else is done. */
@Command(name = "read", description = "Reads the streams of a configured catalog, from their states on.")
final class ReadCommand extends ProtocolCommand {

    @Mixin
    private ConfigurationOption configuration = new ConfigurationOption();

    @Option(
            names = "--catalog",
            required = true,
            paramLabel = "FILE",
            description = "The configured catalog as JSON: streams of discover, each with its sync_mode.")
    private Path catalog;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "The STATE of the sync before. Default: a first sync.")
    private Path state;

    @Override
    int run(MessageSink sink) {
        ConnectorConfiguration given = configuration.read();
        List<ConfiguredStream> streams = ConfiguredCatalog.read(InputFile.readOne(catalog, "catalog"));
        Map<StreamDescriptor, JsonNode> states = state == null ? Map.of() : InputFile.readStates(state);
        try (WorkspaceTables tables = AirbyteWorkspace.open(given)) {
            boolean complete = new CatalogRead(tables, given.tables(), given.reading(), sink).run(streams, states);
            return complete ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }
}
