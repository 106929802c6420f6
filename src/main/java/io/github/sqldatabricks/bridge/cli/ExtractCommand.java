package io.github.sqldatabricks.bridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.cli.client.ServiceClient;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.input.ParameterText;
import io.github.sqldatabricks.bridge.job.ExtractionSubmission;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobTracker;
import io.github.sqldatabricks.bridge.load.LoadSpec;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bridge extract}: one extraction, without the REST API. */
@Command(name = "extract", description = "Extracts a country's queries into a volume, and waits until it is done.")
final class ExtractCommand extends ServiceCommand {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    @Mixin
    private TemplateOptions templates = new TemplateOptions();

    @Option(names = "--country", required = true, description = "The country, such as bolivia.")
    private String country;

    @Option(
            names = {"-d", "--destination"},
            paramLabel = "FOLDER",
            description = "Volume folder, such as /Volumes/main/bridge/landing. Default: the configured one.")
    private String destination;

    @Option(names = "--query", paramLabel = "NAME", description = "A query to run; repeatable. Default: all.")
    private List<String> queries = List.of();

    @Option(names = "--chunk-size", paramLabel = "ROWS", description = "Rows per file. Default: 100000.")
    private Integer chunkSize;

    @Option(
            names = {"-l", "--limit"},
            paramLabel = "ROWS",
            description = "Reads at most so many rows of each query, for a trial.")
    private Long limit;

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "Overrides a parameter; repeatable.")
    private Map<String, String> parameters = Map.of();

    @Option(
            names = "--overwrite",
            description = "Replaces output that is there; else its query is skipped, or refused if it differs.")
    private boolean overwrite;

    @Option(
            names = "--load",
            paramLabel = "FIELD=VALUE",
            description =
                    "Loads the rows into a Delta table, such as --load target=main.sales.{query} --load mode=merge --load keys=id;"
                            + " repeatable (docs/loading.md).")
    private Map<String, String> load = Map.of();

    @Option(
            names = "--dry-run",
            description = "Shows what would run, and does nothing. With --url, also rights and what is there.")
    private boolean dryRun;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "Asks the service there instead of this process; its token comes from BRIDGE_TOKEN. -q and -c are its"
                            + " folders then.")
    private String url;

    @Option(
            names = {"-v", "--verbose"},
            description = "Shows the log.")
    private boolean verbose;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private SandboxOptions sandbox = new SandboxOptions();

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = LocalSettings.withoutApi(verbose);
        settings.putAll(templates.settings());
        // The audit trail's table goes with the process; its log stays.
        settings.put(LocalSettings.AUDIT_LEVEL, "INFO");
        settings.putAll(sandbox.settings());
        return settings;
    }

    @Override
    OptionalInt withoutService(Map<String, String> settings) {
        if (url != null) {
            refuseBesideUrl("--sandbox", "--scale");
            return OptionalInt.of(remotely(RemoteExtraction.of(request(), templates)));
        }
        if (!dryRun) {
            return OptionalInt.empty();
        }
        JsonNode plan = ExtractionPlanReport.plan(TemplateOptions.planner(settings), request());
        output.print(specification(), ExtractionPlanReport.text(plan), plan);
        return OptionalInt.of(CommandLine.ExitCode.OK);
    }

    private int remotely(RemoteExtraction extraction) {
        ServiceClient client = ServiceClient.at(url);
        if (dryRun) {
            JsonNode plan = extraction.plan(client);
            output.print(specification(), ExtractionPlanReport.text(plan), plan);
            return plan.path("accepted").asBoolean() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
        JsonNode job =
                extraction.runToTheEnd(client, specification().commandLine().getErr());
        output.print(specification(), JobsCommand.details(job), job);
        return JobsCommand.exitCodeOf(job);
    }

    /** What is wrong with the request is said at once, and not after the service's start. */
    @Override
    void check(Map<String, String> settings) {
        TemplateOptions.planner(settings).plan(request());
    }

    @Override
    int run() {
        Job job = runToTheEnd(request(), ProgressDisplay.forThisProcess());
        output.print(specification(), JobReport.of(job), JobReport.wire(job));
        return job.state().status() == JobStatus.COMPLETED ? 0 : 1;
    }

    /** Submits the request and shows the job's progress until it has ended. */
    static Job runToTheEnd(ExtractionRequest request, ProgressDisplay display) {
        return toTheEnd(
                bean(ExtractionSubmission.class).submit(request, Principal.COMMAND_LINE, Optional.empty()), display);
    }

    /** Shows the progress of a job until it has ended. */
    static Job toTheEnd(Job submitted, ProgressDisplay display) {
        Job job = submitted;
        while (!job.ended()) {
            LockSupport.parkNanos(LOOK_NANOS);
            job = bean(JobTracker.class).find(job.id());
            display.show(job);
        }
        return job;
    }

    private ExtractionRequest request() {
        Map<String, ParameterValue> given = new HashMap<>();
        parameters.forEach((name, text) -> given.put(name, ParameterText.parse(text)));
        return new ExtractionRequest(
                Optional.empty(),
                Optional.empty(),
                new Country(country),
                Optional.ofNullable(destination).map(VolumePath::new),
                queries.stream().map(QueryName::new).toList(),
                overwrite,
                chunkSize == null ? OptionalInt.empty() : OptionalInt.of(chunkSize),
                given,
                limit == null ? OptionalLong.empty() : OptionalLong.of(limit),
                LoadSpec.ofText(load));
    }
}
