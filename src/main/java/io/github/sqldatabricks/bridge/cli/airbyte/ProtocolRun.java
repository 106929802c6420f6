package io.github.sqldatabricks.bridge.cli.airbyte;

import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.util.Optional;
import java.util.function.ToIntFunction;
import picocli.CommandLine.ExitCode;

/** One run of a command: its log becomes LOG messages, its failure a TRACE ERROR and exit code 1. */
final class ProtocolRun {

    private final MessageSink sink;

    ProtocolRun(MessageSink sink) {
        this.sink = sink;
    }

    /** Runs the command and returns the exit code; throws nothing. */
    int run(ToIntFunction<MessageSink> command) {
        try (LogMessages ignored = LogMessages.to(sink)) {
            return command.applyAsInt(sink);
        } catch (RuntimeException e) {
            tell(e);
            return ExitCode.SOFTWARE;
        }
    }

    private void tell(RuntimeException failure) {
        try {
            sink.write(new AirbyteMessage.Failure(Optional.empty(), failure));
        } catch (BridgeException.Cancelled e) {
            // Nobody reads messages any more; whoever started the process may still read this.
            System.err.println("Error: " + e.getMessage());
        }
    }
}
