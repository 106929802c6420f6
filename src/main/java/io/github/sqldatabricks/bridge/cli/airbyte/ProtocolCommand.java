package io.github.sqldatabricks.bridge.cli.airbyte;

import io.github.sqldatabricks.bridge.airbyte.configuration.ConnectorConfiguration;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.protocol.InputFile;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
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

        /** Reads the file; throws what {@link ConnectorConfiguration} and {@link InputFile} throw. */
        ConnectorConfiguration read() {
            return ConnectorConfiguration.read(InputFile.readStrictly(file, "configuration"));
        }
    }

    /**
     * Turns the process's log into LOG messages: of the bridge what is INFO or more, of libraries what is WARN or more. Of an
     * exception only its class is told, since texts of libraries may hold anything.
     */
    static final class LogMessages extends ExtHandler {

        private static final Logger ROOT = Logger.getLogger("");
        private static final Logger BRIDGE = Logger.getLogger("io.github.sqldatabricks.bridge");

        private static final Formatter MESSAGE_ALONE = new PatternFormatter("%s");

        private final MessageSink sink;
        private final List<Handler> before = List.of(ROOT.getHandlers());
        private final Level levelBefore = ROOT.getLevel();
        private final Level bridgeLevelBefore = BRIDGE.getLevel();

        private LogMessages(MessageSink sink) {
            this.sink = sink;
        }

        /** Takes the log over until it is closed. */
        static LogMessages to(MessageSink sink) {
            LogMessages messages = new LogMessages(sink);
            messages.before.forEach(ROOT::removeHandler);
            ROOT.addHandler(messages);
            // Without it the root's level is ALL, and the HTTP clients write headers, tokens too, at DEBUG.
            ROOT.setLevel(Level.WARNING);
            BRIDGE.setLevel(Level.INFO);
            return messages;
        }

        @Override
        protected void doPublish(ExtLogRecord record) {
            String thrown = record.getThrown() == null
                    ? ""
                    : " (" + record.getThrown().getClass().getName() + ")";
            try {
                sink.log(level(record.getLevel()), MESSAGE_ALONE.format(record) + thrown);
            } catch (BridgeException.Cancelled e) {
                // The writer of records notices the same; a log must not throw.
                ROOT.removeHandler(this);
            }
        }

        private static LogLevel level(Level level) {
            if (level.intValue() >= Level.SEVERE.intValue()) {
                return LogLevel.ERROR;
            }
            return level.intValue() >= Level.WARNING.intValue() ? LogLevel.WARN : LogLevel.INFO;
        }

        @Override
        public void close() {
            ROOT.removeHandler(this);
            ROOT.setLevel(levelBefore);
            BRIDGE.setLevel(bridgeLevelBefore);
            before.forEach(ROOT::addHandler);
        }
    }
}
