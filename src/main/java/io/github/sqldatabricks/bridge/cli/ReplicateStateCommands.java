package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.cli.ReplicationsAt.Approved;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.run.ReplicationOperations;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands about what is kept of replications between their runs, in the database that {@code bridge.jobs.url} names. */
final class ReplicateStateCommands {

    private ReplicateStateCommands() {}

    /** A command that opens the store, and nothing else, for one replication. */
    abstract static class StateCommand extends EitherCommand {

        @Parameters(index = "0", paramLabel = "NAME", description = "The replication.")
        private String name;

        @Mixin
        private ReplicateCommand.FolderOption folder = new ReplicateCommand.FolderOption();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Override
        final Map<String, String> settings() {
            Map<String, String> settings = new HashMap<>(LocalSettings.quiet(false));
            settings.putAll(LocalSettings.IDLE);
            settings.putAll(folder.settings());
            return settings;
        }

        @Override
        final void check(Map<String, String> settings) {
            folder.library().find(name);
        }

        @Override
        final int run() {
            run(folder.library().find(name).name(), new ReplicationsAt.Here(bean(ReplicationOperations.class)));
            return 0;
        }

        @Override
        final int runAt(ServiceClient client) {
            run(name, new ReplicationsAt.There(client));
            return 0;
        }

        abstract void run(String replication, ReplicationsAt where);

        final void print(String text, Object json) {
            output.print(specification(), text, json);
        }
    }

    /** {@code bridge replicate pause}. */
    @Command(name = "pause", description = "Keeps a replication from running by its schedule, until it is resumed.")
    static final class Pause extends StateCommand {

        @Override
        void run(String replication, ReplicationsAt where) {
            String by = where.pause(replication);
            print(
                    replication + " is paused, by " + by + ".",
                    OutputOptions.fields("name", replication, "paused_by", by));
        }
    }

    /** {@code bridge replicate resume}. */
    @Command(name = "resume", description = "Lets a replication run by its schedule again.")
    static final class Resume extends StateCommand {

        @Override
        void run(String replication, ReplicationsAt where) {
            boolean resumed = where.resume(replication);
            print(
                    replication
                            + (resumed ? " runs by its schedule again." : " was not paused, and nothing is changed."),
                    OutputOptions.fields("name", replication, "was_paused", resumed));
        }
    }

    /** A command about one stream that has run. */
    abstract static class StreamCommand extends StateCommand {

        @Parameters(index = "1", paramLabel = "STREAM", description = "The stream, such as dbo.orders; as status says.")
        private String stream;

        @Override
        final void run(String replication, ReplicationsAt where) {
            StreamId id = new StreamId(replication, stream);
            print(
                    change(id, where),
                    OutputOptions.fields("name", id.replication(), "stream", id.stream(), "done", true));
        }

        /** Changes it, and says what that means. */
        abstract String change(StreamId id, ReplicationsAt where);
    }

    /** {@code bridge replicate approve}. */
    @Command(
            name = "approve",
            description =
                    "Lets a load pass that was stopped by its limits (deleted_rows, deleted_percent, shrink_percent):"
                            + " one, which takes no more rows away than that one.")
    static final class Approve extends StreamCommand {

        @Option(
                names = "--load",
                paramLabel = "ID",
                description = "Only when it is this one, as 'bridge replicate status -o json' said.")
        private String load;

        @Override
        String change(StreamId id, ReplicationsAt where) {
            Approved approved = where.approve(id, Optional.ofNullable(load));
            return "One load of " + id + " may have " + approved.rowsGone() + " rows fewer than the "
                    + approved.rowsBefore() + " that it replaces, as load " + approved.load() + " would have had.";
        }
    }

    /** {@code bridge replicate reset}. */
    @Command(name = "reset", description = "Has a stream's next run read all rows, and replace those of its target.")
    static final class Reset extends StreamCommand {

        @Override
        String change(StreamId id, ReplicationsAt where) {
            where.reset(id);
            return "The next run of " + id + " reads all rows, and replaces those of its target.";
        }
    }

    /** {@code bridge replicate forget}. */
    @Command(
            name = "forget",
            description =
                    "Forgets a stream that the file does not mean any more, or a replication without a file. Tables stay as they are.")
    static final class Forget extends ServiceCommand {

        @Parameters(index = "0", paramLabel = "NAME", description = "The replication.")
        private String name;

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "STREAM",
                description = "The stream; left out for a replication that has no file any more.")
        private String stream;

        @Mixin
        private ReplicateCommand.FolderOption folder = new ReplicateCommand.FolderOption();

        @Mixin
        private TemplateOptions templates = new TemplateOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Mixin
        private SandboxOptions sandbox = new SandboxOptions();

        @Override
        Map<String, String> settings() {
            Map<String, String> settings = new HashMap<>(LocalSettings.quiet(false));
            settings.putAll(LocalSettings.IDLE);
            settings.putAll(templates.settings());
            settings.putAll(folder.settings());
            settings.putAll(sandbox.settings());
            return settings;
        }

        @Override
        int run() {
            ReplicationOperations operations = bean(ReplicationOperations.class);
            if (stream == null) {
                operations.forget(name, Principal.COMMAND_LINE);
            } else {
                operations.forget(new StreamId(name, stream), Principal.COMMAND_LINE);
            }
            String what = stream == null ? name : name + "/" + stream;
            output.print(
                    specification(),
                    what + " is forgotten. Its tables stay as they are.",
                    OutputOptions.fields("name", name, "stream", stream, "done", true));
            return 0;
        }
    }
}
