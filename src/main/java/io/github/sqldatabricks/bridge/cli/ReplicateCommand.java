package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.model.TextTable;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary.ReplicationFile;
import io.github.sqldatabricks.bridge.replication.config.ReplicationsConfig;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.replication.plan.StreamRights;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bridge replicate}: groups the commands about replications. */
@Command(
        name = "replicate",
        description =
                "Lists replications, shows what they would do, runs them, and shows how current their targets are.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ReplicateCommand.ListReplications.class,
            ReplicateCommand.Plan.class,
            ReplicateRunCommand.class,
            ReplicateBackfillCommand.class,
            ReplicateStatusCommand.class,
            ReplicateStateCommands.Pause.class,
            ReplicateStateCommands.Resume.class,
            ReplicateStateCommands.Approve.class,
            ReplicateStateCommands.Reset.class,
            ReplicateStateCommands.Forget.class
        })
public final class ReplicateCommand {

    /** Where the files are. */
    static final class FolderOption {

        @Option(
                names = "--replications-path",
                paramLabel = "FOLDER",
                description = "Folder of the replications. Default: config/replications.")
        private Path path;

        Map<String, String> settings() {
            return path == null ? Map.of() : Map.of("bridge.replications.path", path.toString());
        }

        ReplicationLibrary library() {
            return new ReplicationLibrary(LocalConfiguration.read(ReplicationsConfig.class, settings()));
        }
    }

    /** {@code bridge replicate list}: the files, and what is wrong with them. Asks nobody. */
    @Command(name = "list", description = "Lists the replications of the folder, and what is wrong with their files.")
    static final class ListReplications implements Callable<Integer> {

        @Mixin
        private FolderOption folder = new FolderOption();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Spec
        private CommandSpec specification;

        @Override
        public Integer call() {
            List<ReplicationFile> files = folder.library().files();
            TextTable table = new TextTable("replication", "source", "target", "schedule", "next run", "description");
            files.forEach(file -> file.replication()
                    .ifPresentOrElse(
                            replication -> row(table, replication),
                            () -> table.row(file.file().getFileName().toString(), "-", "-", "-", "-", broken(file))));
            output.print(
                    specification,
                    table.render(),
                    files.stream().map(ListReplications::wire).toList());
            return files.stream().allMatch(file -> file.problem().isEmpty()) ? 0 : 1;
        }

        private static void row(TextTable table, Replication replication) {
            table.row(
                    replication.name(),
                    replication.country().code(),
                    replication.target().catalog() + "." + replication.target().schema(),
                    replication
                            .schedule()
                            .map(schedule -> schedule.cron() + " " + schedule.zone())
                            .orElse("-"),
                    next(replication).orElse("-"),
                    replication.description());
        }

        private static String broken(ReplicationFile file) {
            return "BROKEN: " + file.problem().orElseThrow();
        }

        private static Optional<String> next(Replication replication) {
            return replication
                    .schedule()
                    .flatMap(schedule -> schedule.next(Instant.now()))
                    .map(Instant::toString);
        }

        private static Map<String, Object> wire(ReplicationFile file) {
            Optional<Replication> replication = file.replication();
            return OutputOptions.fields(
                    "name", replication.map(Replication::name).orElse(null),
                    "file", file.file().getFileName().toString(),
                    "description", replication.map(Replication::description).orElse(null),
                    "country", replication.map(known -> known.country().code()).orElse(null),
                    "next_run", replication.flatMap(ListReplications::next).orElse(null),
                    "problem", file.problem().orElse(null));
        }
    }

    /** {@code bridge replicate plan}: what would be done. Reads catalogues, and no rows. */
    @Command(
            name = "plan",
            description = "Shows what a replication would read and load, and what is wrong with it. Does nothing.",
            footer = {"", "Exit codes:  0 all can run, 1 something is wrong, 2 wrong usage"})
    static final class Plan extends ServiceCommand {

        @Parameters(paramLabel = "NAME", arity = "0..1", description = "The replication. Default: all.")
        private String name;

        @Option(
                names = "--stream",
                paramLabel = "PATTERN",
                description = "Only streams of such a name; * stands for any characters. For one replication.")
        private String stream;

        @Option(
                names = "--details",
                description = "Also each stream's statement, and its settings with where each came from.")
        private boolean details;

        @Option(
                names = {"-v", "--verbose"},
                description = "Shows the log.")
        private boolean verbose;

        @Mixin
        private FolderOption folder = new FolderOption();

        @Mixin
        private TemplateOptions templates = new TemplateOptions();

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Mixin
        private SandboxOptions sandbox = new SandboxOptions();

        @Override
        Map<String, String> settings() {
            Map<String, String> settings = new HashMap<>(LocalSettings.withoutApi(verbose));
            settings.putAll(templates.settings());
            settings.putAll(folder.settings());
            settings.putAll(sandbox.settings());
            return settings;
        }

        /** A name that is misspelt is told at once, and not after the service's start. */
        @Override
        void check(Map<String, String> settings) {
            if (name != null) {
                folder.library().find(name);
            }
        }

        @Override
        int run() {
            ReplicationPlanner planner = bean(ReplicationPlanner.class);
            Instant now = Instant.now();
            List<String> names = name != null
                    ? List.of(name)
                    : folder.library().replications().stream()
                            .map(Replication::name)
                            .toList();
            // Who may start the process may do what its logins may do.
            List<ReplicationPlan> plans = names.stream()
                    .map(each -> planner.plan(each, Optional.ofNullable(stream), StreamRights.ALL, now))
                    .toList();
            output.print(
                    specification(),
                    plans.stream().map(plan -> PlanReport.of(plan, details)).collect(Collectors.joining("\n\n")),
                    plans.stream().map(PlanReport::wire).toList());
            return plans.stream().allMatch(ReplicationPlan::isReady) ? 0 : 1;
        }
    }
}
