package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobStatus;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.TextRows;
import io.github.sqldatabricks.bridge.model.TextTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bridge demo}: the two main jobs on embedded stand-ins, for somebody who has nothing but a JDK. */
@Command(name = "demo", description = "Shows an extraction and event sync on embedded stand-ins; needs nothing.")
final class DemoCommand extends ServiceCommand {

    private static final Country COUNTRY = new Country("bolivia");
    private static final int ROWS_SHOWN = 5;
    private static final int COLUMNS_SHOWN = 6;

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            description = "TPC-H scale factor of the data; 1 has 6 million line items. Default: 0.01.")
    private double scale = 0.01;

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = LocalSettings.withoutApi(false);
        settings.putAll(SandboxOptions.ENABLED);
        settings.putAll(SyncDemo.SETTINGS);
        settings.put("bridge.sandbox.scale", Double.toString(scale));
        return settings;
    }

    @Override
    int run(Services services) {
        PrintWriter out = specification().commandLine().getOut();
        out.println("1. Extraction: SQL Server -> Databricks");
        out.println();
        out.println(
                "Extracting " + COUNTRY + "'s queries (queries/, config/) from an embedded database with TPC-H data");
        out.println("into a volume of a local workspace, through the real Databricks SDK.");
        out.println();
        out.flush();
        Job job = JobRun.toTheEnd(services, request(), ProgressDisplay.forThisProcess());
        out.println(JobReport.of(job));
        if (job.state().status() != JobStatus.COMPLETED) {
            return 1;
        }
        showRows(services, job, out);
        out.println();
        out.println("2. Event sync: Databricks -> SQL Server");
        boolean asTold = new SyncDemo(services, out).run();
        showNext(out);
        return asTold ? 0 : 1;
    }

    private static void showRows(Services services, Job job, PrintWriter out) {
        QueryProgress query = job.queries().get(0);
        TextRows rows = services.landedRows().firstRows(query.folder(), ROWS_SHOWN);
        out.println();
        out.println(
                "Read back by the real Databricks JDBC driver:  SELECT * FROM read_files('" + query.folder() + "')");
        out.println();
        out.println(TextTable.of(rows.firstColumns(COLUMNS_SHOWN)).render());
    }

    private static void showNext(PrintWriter out) {
        out.println();
        out.println("Next:");
        out.println("  bridge list-queries                   the templates that ran");
        out.println("  bridge show-params --country bolivia  their parameters, and where each came from");
        out.println("  bridge serve --sandbox                the REST API on the same stand-ins");
        out.println("  README.md                             your own SQL Server and workspace");
        out.println("  docs/sync.md                          events: every column, operation and status");
        out.flush();
    }

    private static ExtractionRequest request() {
        return new ExtractionRequest(
                Optional.empty(),
                Optional.empty(),
                COUNTRY,
                Optional.empty(),
                List.of(),
                true,
                OptionalInt.empty(),
                Map.of(),
                OptionalLong.empty());
    }
}
