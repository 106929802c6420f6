package io.github.sqldatabricks.bridge.cli;

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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code bridge replicate backfill}: a range of a stream once more. */
@Command(
        name = "backfill",
        description =
                "Loads a range of a stream again, and waits until it is done. How far the stream is stays as it is.",
        footer = {"", "Exit codes:  0 all done, 1 something failed, 2 wrong usage"})
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
        if (dryRun) {
            throw new ParameterException(
                    specification().commandLine(),
                    "Expected --dry-run without --url: the rows of the range are counted by the logins of this process.");
        }
        RemoteRun run = RemoteRun.of(name, Optional.of(stream), range());
        return ReplicateRunCommand.runAt(client, run, this, output);
    }

    @Override
    int run() {
        return dryRun ? preview(range()) : load(range());
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

    private int preview(Backfill range) {
        List<Preview> previews =
                bean(Backfills.class).preview(name, Optional.of(stream), range, ReplicateRunCommand.user());
        output.print(
                specification(),
                previews.stream().map(this::text).collect(Collectors.joining(System.lineSeparator())),
                previews.stream().map(this::wire).toList());
        return 0;
    }

    private String text(Preview preview) {
        return preview.stream().name() + ": " + Figures.count(preview.rows()) + " rows of the source, from " + from
                + " to before " + to + ", into " + preview.stream().load().target() + " by "
                + preview.stream().load().mode().text() + System.lineSeparator() + "  "
                + preview.stream().query().all().sql();
    }

    private Map<String, Object> wire(Preview preview) {
        return OutputOptions.fields(
                "stream", preview.stream().name().value(),
                "from", from,
                "to", to,
                "rows", preview.rows(),
                "target", preview.stream().load().target().toString(),
                "mode", preview.stream().load().mode().text(),
                "sql", preview.stream().query().all().sql());
    }
}
