package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.Backfill;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.run.Backfills;
import io.github.sqldatabricks.bridge.run.Backfills.Preview;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bridge replicate backfill}: a range of a stream once more. */
@Command(
        name = "backfill",
        description =
                "Loads a range of a stream again, and waits until it is done. How far the stream is stays as it is.",
        footer = {
            "",
            "Exit codes:  0 all done, 1 something failed, 2 wrong usage, 130 Ctrl+C, which cancels the run",
            "With --url Ctrl+C ends only the waiting, and tells the command that cancels the run."
        })
final class ReplicateBackfillCommand extends EitherCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "The replication.")
    private String name;

    @Parameters(
            index = "1",
            paramLabel = "STREAM",
            description = "The stream, such as dbo.orders; * for any characters.")
    private String stream;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "VALUE",
            description = "The first value, such as 2026-01-01.")
    private String from;

    @Option(names = "--to", required = true, paramLabel = "VALUE", description = "The first value behind the range.")
    private String to;

    @Option(
            names = "--column",
            paramLabel = "NAME",
            description = "By whose values: a column of numbers or times. Default: the cursor, or that of the slices.")
    private String column;

    @Option(names = "--dry-run", description = "Shows what would be read and loaded, and does nothing.")
    private boolean dryRun;

    @Option(
            names = {"-v", "--verbose"},
            description = "Shows the log.")
    private boolean verbose;

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
        return ReplicateRunCommand.settings(sandbox, verbose, templates, folder);
    }

    @Override
    void check(Map<String, String> settings) {
        folder.library().find(name);
    }

    @Override
    int runAt(ServiceClient client) {
        RemoteRun run = RemoteRun.of(name, Optional.of(stream), range());
        return dryRun ? show(counted(run.plan(client))) : ReplicateRunCommand.runAt(client, run, this, output);
    }

    private static List<Counted> counted(JsonNode plan) {
        return StreamSupport.stream(plan.path("streams").spliterator(), false)
                .map(Counted::of)
                .toList();
    }

    @Override
    int run() {
        return dryRun ? show(counted(range())) : load(range());
    }

    private Backfill range() {
        return new Backfill(Optional.ofNullable(column), from, to);
    }

    private int load(Backfill range) {
        Job submitted = bean(Backfills.class)
                .submit(name, Optional.of(stream), range, ReplicateRunCommand.user(), Optional.empty());
        Job job = ReplicateRunCommand.toTheEnd(submitted, ProgressDisplay.forThisProcess());
        output.print(specification(), JobReport.of(job), JobReport.wire(job));
        return job.state().status() == JobStatus.COMPLETED ? 0 : 1;
    }

    private List<Counted> counted(Backfill range) {
        return bean(Backfills.class).preview(name, Optional.of(stream), range, ReplicateRunCommand.user()).stream()
                .map(Counted::of)
                .toList();
    }

    private int show(List<Counted> ranges) {
        output.print(
                specification(),
                ranges.stream().map(this::text).collect(Collectors.joining(System.lineSeparator())),
                ranges.stream().map(this::wire).toList());
        return 0;
    }

    private String text(Counted range) {
        return OutputOptions.printableLines(range.stream() + ": " + Figures.count(range.rows())
                + " rows of the source, from " + from + " to before "
                + to + ", into " + range.target() + " by " + range.mode() + System.lineSeparator() + "  "
                + range.sql());
    }

    private Map<String, Object> wire(Counted range) {
        return OutputOptions.fields(
                "stream", range.stream(),
                "from", from,
                "to", to,
                "rows", range.rows(),
                "target", range.target(),
                "mode", range.mode(),
                "sql", range.sql());
    }

    /** What the range of a stream has, and what would become of it. */
    private record Counted(String stream, long rows, String target, String mode, String sql) {

        static Counted of(Preview preview) {
            return new Counted(
                    preview.stream().name().value(), preview.rows(), preview.target(), preview.mode(), preview.sql());
        }

        /** As the service has it. */
        static Counted of(JsonNode range) {
            return new Counted(
                    range.path("name").asText(),
                    range.path("rows").asLong(),
                    range.path("target").asText(),
                    range.path("mode").asText(),
                    range.path("sql").asText());
        }
    }
}
