package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.replication.config.Replication;
import io.github.sqldatabricks.bridge.replication.config.ReplicationLibrary;
import io.github.sqldatabricks.bridge.replication.config.ReplicationsConfig;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.replication.plan.StreamRights;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
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

        @Mixin
        private ServiceOption service = new ServiceOption();

        @Override
        public Integer call() {
            return service.client()
                    .map(this::runAt)
                    .orElseGet(() -> print(folder.library().files().stream()
                            .map(ReplicationLine::of)
                            .toList()));
        }

        int runAt(ServiceClient client) {
            List<ReplicationLine> lines = new ArrayList<>();
            client.get(ReplicationPaths.ALL).forEach(view -> lines.add(ReplicationLine.of(view)));
            return print(lines);
        }

        private int print(List<ReplicationLine> lines) {
            output.print(
                    specification,
                    ReplicationLine.table(lines),
                    lines.stream().map(ReplicationLine::wire).toList());
            return lines.stream().allMatch(line -> line.problem().isEmpty()) ? 0 : 1;
        }
    }

    /** {@code bridge replicate plan}: what would be done. Reads catalogues, and no rows. */
    @Command(
            name = "plan",
            description = "Shows what a replication would read and load, and what is wrong with it. Does nothing.",
            footer = {"", "Exit codes:  0 all can run, 1 something is wrong, 2 wrong usage"})
    static final class Plan extends EitherCommand {

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
            return print(plans.stream().map(PlanReport::of).toList());
        }

        /** What is planned is for the user of the token, with that one's rights. */
        @Override
        int runAt(ServiceClient client) {
            String streams = stream == null ? "" : "?stream=" + ReplicationPaths.encoded(stream);
            List<PlanReport> plans = new ArrayList<>();
            for (JsonNode replication : named(client)) {
                String path = ReplicationPaths.of(replication.path("name").asText());
                plans.add(PlanReport.of(replication, client.get(path + "/plan" + streams)));
            }
            return print(plans);
        }

        private List<JsonNode> named(ServiceClient client) {
            if (name != null) {
                return List.of(client.get(ReplicationPaths.of(name)));
            }
            List<JsonNode> good = new ArrayList<>();
            client.get(ReplicationPaths.ALL).forEach(each -> {
                if (each.hasNonNull("name")) {
                    good.add(each);
                }
            });
            return good;
        }

        private int print(List<PlanReport> plans) {
            output.print(
                    specification(),
                    plans.stream().map(plan -> plan.text(details)).collect(Collectors.joining("\n\n")),
                    plans.stream().map(PlanReport::json).toList());
            return plans.stream().allMatch(PlanReport::isReady) ? 0 : 1;
        }
    }
}
