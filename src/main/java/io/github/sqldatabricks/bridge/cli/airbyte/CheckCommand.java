package io.github.sqldatabricks.bridge.cli.airbyte;

import io.github.sqldatabricks.bridge.airbyte.configuration.ConnectorConfiguration;
import io.github.sqldatabricks.bridge.airbyte.discovery.ConnectionCheck;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage;
import io.github.sqldatabricks.bridge.airbyte.protocol.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.wiring.AirbyteWorkspace;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code bridge airbyte check}. What is wrong is its answer, so it ends with 0 then too. */
@Command(name = "check", description = "Tries all that a read needs: login, warehouse, rights on each table.")
final class CheckCommand extends ProtocolCommand {

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
