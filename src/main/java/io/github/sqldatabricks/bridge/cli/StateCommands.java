package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.cli.StreamStates.Known;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.run.ReplicationOperations;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.StateDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bridge state}: how far streams of replications are, shown, kept in files and put back. */
@Command(
        name = "state",
        description = "Shows, exports, imports and resets how far streams of replications are.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            StateCommands.Show.class,
            StateCommands.Export.class,
            StateCommands.Import.class,
            StateCommands.Reset.class
        })
public final class StateCommands {

    /** One stream. */
    abstract static class StreamStateCommand extends EitherCommand {

        @Parameters(index = "0", paramLabel = "NAME", description = "The replication.")
        private String name;

        @Parameters(index = "1", paramLabel = "STREAM", description = "The stream, such as dbo.orders.")
        private String stream;

        @Mixin
        private ReplicateCommand.FolderOption folder = new ReplicateCommand.FolderOption();

        @Mixin
        private TemplateOptions templates = new TemplateOptions();

        @Mixin
        private SandboxOptions sandbox = new SandboxOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Override
        final Map<String, String> settings() {
            Map<String, String> settings = new HashMap<>(LocalSettings.quiet(false));
            settings.putAll(LocalSettings.IDLE);
            settings.putAll(templates.settings());
            settings.putAll(folder.settings());
            settings.putAll(sandbox.settings());
            return settings;
        }

        @Override
        final int runAt(ServiceClient client) {
            checkInput();
            return run(StreamStates.of(client));
        }

        @Override
        final void check(Map<String, String> settings) {
            folder.library().find(name);
            checkInput();
        }

        /** Looks at what the command was given, before anybody is asked. */
        void checkInput() {}

        @Override
        final int run() {
            return run(StreamStates.of(bean(ReplicationOperations.class)));
        }

        private int run(StreamStates states) {
            run(new StreamId(name, stream), states);
            return 0;
        }

        abstract void run(StreamId id, StreamStates states);

        final void print(StreamId id, String text, Known state) {
            output.print(
                    specification(),
                    text,
                    OutputOptions.fields(
                            "name", id.replication(),
                            "stream", id.stream(),
                            "generation", state.generation(),
                            "position", state.position().orElse(null),
                            "reset", state.reset()));
        }
    }

    /** {@code bridge state show}. */
    @Command(name = "show", description = "Shows how far a stream is, and in which generation.")
    static final class Show extends StreamStateCommand {

        @Override
        void run(StreamId id, StreamStates states) {
            Known state = states.stream(id);
            String next = state.reset() ? ", the next run reads all rows" : "";
            print(
                    id,
                    id + ": generation " + state.generation() + ", position "
                            + state.position().orElse("none") + next,
                    state);
        }
    }

    /** {@code bridge state export}. */
    @Command(
            name = "export",
            description =
                    "Prints how far a stream is as JSON, for 'bridge state import'. It has a value of the source.")
    static final class Export extends StreamStateCommand {

        @Override
        void run(StreamId id, StreamStates states) {
            specification().commandLine().getOut().println(states.export(id));
        }
    }

    /** {@code bridge state import}. */
    @Command(
            name = "import",
            description =
                    "Puts back how far a stream is: the next run reads on from there. Loads that were asked for before can't end any more.")
    static final class Import extends StreamStateCommand {

        @Parameters(index = "2", paramLabel = "FILE", description = "What 'bridge state export' has printed.")
        private Path file;

        @Override
        void checkInput() {
            StateDocument.read(text());
        }

        @Override
        void run(StreamId id, StreamStates states) {
            Known state = states.restore(id, text(), states.stream(id).generation());
            print(id, id + " is read on from " + state.position().orElseThrow(), state);
        }

        private String text() {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_STATE,
                        "Expected a file that can be read, but got " + file + ": " + e.getMessage() + ".");
            }
        }
    }

    /** {@code bridge state reset}. */
    @Command(name = "reset", description = "Has a stream's next run read all rows, and replace those of its target.")
    static final class Reset extends StreamStateCommand {

        @Option(
                names = "--generation",
                paramLabel = "NUMBER",
                description = "Only when the stream is in this generation, as 'bridge state show' said.")
        private Long generation;

        @Override
        void run(StreamId id, StreamStates states) {
            Known state = states.reset(id, generation == null ? OptionalLong.empty() : OptionalLong.of(generation));
            print(id, "The next run of " + id + " reads all rows, and replaces those of its target.", state);
        }
    }
}
