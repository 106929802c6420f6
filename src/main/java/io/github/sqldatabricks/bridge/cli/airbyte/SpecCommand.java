package io.github.sqldatabricks.bridge.cli.airbyte;

import io.github.sqldatabricks.bridge.airbyte.configuration.ConnectorSpecification;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code bridge airbyte spec}. */
@Command(name = "spec", description = "Says how the source is configured.")
final class SpecCommand extends ProtocolCommand {

    @Override
    int run(MessageSink sink) {
        sink.write(new AirbyteMessage.Specification(ConnectorSpecification.read()));
        return ExitCode.OK;
    }
}
