package io.github.sqldatabricks.bridge.cli.airbyte;

import io.github.sqldatabricks.bridge.airbyte.configuration.ConnectorConfiguration;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage;
import io.github.sqldatabricks.bridge.airbyte.protocol.JsonFile;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** A command whose answer is protocol messages on standard output, and nothing else there. */
abstract class ProtocolCommand implements Callable<Integer> {

    @Override
    public final Integer call() {
        return run(new MessageSink(standardOutput(), Clock.systemUTC()), this::run);
    }

    /** Does the work and returns the exit code. */
    abstract int run(MessageSink sink);

    /**
     * Runs a command: its log becomes LOG messages, its failure a TRACE ERROR and exit code 1. Throws nothing.
     *
     * @return the exit code
     */
    static int run(MessageSink sink, ToIntFunction<MessageSink> command) {
        try (LogMessages ignored = LogMessages.to(sink)) {
            return command.applyAsInt(sink);
        } catch (RuntimeException e) {
            report(sink, e);
            return ExitCode.SOFTWARE;
        }
    }

    private static void report(MessageSink sink, RuntimeException failure) {
        try {
            sink.write(new AirbyteMessage.Failure(Optional.empty(), failure));
        } catch (BridgeException.Cancelled e) {
            // Nobody reads messages any more; the process that started this one may still read its standard error.
            System.err.println("Error: " + e.getMessage());
        }
    }

    /**
     * The stream itself, unbuffered, which says when its reader is gone (a {@link java.io.PrintStream} does not). From now on,
     * what a library prints goes to standard error.
     */
    private static OutputStream standardOutput() {
        System.setOut(System.err);
        return new FileOutputStream(FileDescriptor.out);
    }

    /** {@code --config}. */
    static final class ConfigurationOption {

        @Option(
                names = "--config",
                required = true,
                paramLabel = "FILE",
                description = "The configuration as JSON; bridge airbyte spec describes it.")
        private Path file;

        /** Reads the file; throws what {@link ConnectorConfiguration} and {@link JsonFile} throw. */
        ConnectorConfiguration read() {
            return ConnectorConfiguration.read(JsonFile.readStrictly(file, "configuration"));
        }
    }
}
