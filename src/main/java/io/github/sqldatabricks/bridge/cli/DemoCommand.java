package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.event.EventPoller;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.LandedRows;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.TextTable;
import io.github.sqldatabricks.bridge.model.TextTable.TextRows;
import io.github.sqldatabricks.bridge.observe.SqlConsole.SandboxConsoles;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bridge demo}: the two main jobs on embedded emulators; a JDK is enough. */
@Command(
        name = "demo",
        description = "Shows an extraction, event sync and a replication on embedded emulators; needs nothing.")
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
    int run() {
        PrintWriter out = specification().commandLine().getOut();
        out.println("1. Extraction: SQL Server -> Databricks");
        out.println();
        out.println(
                "Extracting " + COUNTRY + "'s queries (queries/, config/) from an embedded database with TPC-H data");
        out.println("into a volume of a local workspace, through the real Databricks SDK.");
        out.println();
        out.flush();
        Job job = ExtractCommand.runToTheEnd(request(), ProgressDisplay.forThisProcess());
        out.println(JobReport.of(job));
        if (job.state().status() != JobStatus.COMPLETED) {
            return 1;
        }
        showRows(job, out);
        out.println();
        out.println("2. Event sync: Databricks -> SQL Server");
        boolean asTold = new SyncDemo(out).run();
        out.println();
        out.println("3. Replication: a table of SQL Server kept current in a Delta table");
        boolean isCurrent = new ReplicationDemo(out).run();
        showNext(out);
        return asTold && isCurrent ? 0 : 1;
    }

    private static void showRows(Job job, PrintWriter out) {
        QueryProgress query = job.queries().get(0);
        TextRows rows = bean(LandedRows.class).firstRows(query.folder(), ROWS_SHOWN);
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
        out.println("  bridge serve --sandbox                the REST API and the web console on the same emulators;");
        out.println("                                        opens http://localhost:8000/console/");
        out.println("  README.md                             your own SQL Server and workspace");
        out.println("  docs/sync.md                          events: every column, operation and status");
        out.println("  docs/replication.md                   replications: files, schedules, resets");
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

    /** The demo's second half: a Databricks job inserts events, and SQL Server changes. */
    static final class SyncDemo {

        private static final int MOST_ROWS = 50;

        /** One event is to be stopped by a guard rail; statuses are to be seen soon. */
        static final Map<String, String> SETTINGS = Map.of(
                "bridge.sync.poller.enabled", "true",
                "bridge.sync.mirror.interval", "1s",
                "bridge.sync.max-changed-rows", Integer.toString(MOST_ROWS));

        private static final String JOB = "/demo/databricks-job.sql";
        private static final String PRICES = "SELECT product_id, product_name, price FROM dbo.pricing"
                + " WHERE product_id IN (1, 2, 3) OR product_id > 100 ORDER BY product_id";
        private static final String STOCK = "SELECT warehouse, COUNT(*) AS products, SUM(CAST(discontinued AS int)) AS"
                + " discontinued FROM dbo.stock GROUP BY warehouse ORDER BY warehouse";
        private static final String EVENTS = "SELECT event_id, operation, target_table, status, rows_affected,"
                + " error_message FROM bridge.events.bridge_events ORDER BY created_at, priority DESC";
        private static final String WAITING = "SELECT event_id FROM bridge.events.bridge_events WHERE"
                + " coalesce(status, 'pending') NOT IN ('completed', 'failed', 'blocked')";
        private static final String NOT_AS_TOLD = "SELECT event_id FROM bridge.events.bridge_events WHERE status <>"
                + " CASE event_id WHEN 'a-mistake' THEN 'blocked' ELSE 'completed' END";

        private static final Duration PATIENCE = Duration.ofMinutes(1);
        private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

        private final SandboxConsoles consoles;
        private final PrintWriter out;

        SyncDemo(PrintWriter out) {
            this.consoles = ServiceCommand.bean(SandboxConsoles.class);
            this.out = out;
        }

        /** Shows it, and returns whether all went as it should. */
        boolean run() {
            showTables("SQL Server before:");
            String job = job();
            heading("A Databricks job writes rows and events, through the real Databricks JDBC driver:");
            out.println(job.indent(2));
            out.flush();
            for (String statement : job.split(";\\s*(\\n|$)")) {
                consoles.databricks().run(statement);
            }
            ServiceCommand.bean(EventPoller.class).trigger();
            boolean ended = awaitEnd();
            heading("The bridge has polled the events, applied each in one transaction, and written back:");
            out.println(TextTable.of(consoles.databricks().run(EVENTS)).render());
            out.println("(No event may change more than " + MOST_ROWS + " rows here: bridge.sync.max-changed-rows.)");
            showTables("SQL Server after:");
            return ended && consoles.databricks().run(NOT_AS_TOLD).rows().isEmpty();
        }

        private boolean awaitEnd() {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            boolean ended = consoles.databricks().run(WAITING).rows().isEmpty();
            while (!ended && System.nanoTime() < deadline) {
                LockSupport.parkNanos(LOOK_NANOS);
                ended = consoles.databricks().run(WAITING).rows().isEmpty();
            }
            return ended;
        }

        private void showTables(String title) {
            heading(title);
            out.println(TextTable.of(consoles.sqlServer().run(PRICES)).render());
            out.println();
            out.println(TextTable.of(consoles.sqlServer().run(STOCK)).render());
            out.flush();
        }

        private void heading(String text) {
            out.println();
            out.println(text);
            out.println();
        }

        private static String job() {
            try (InputStream text = SyncDemo.class.getResourceAsStream(JOB)) {
                return new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The demo's third part: rows come into SQL Server, and each run of a replication brings what is new. */
    static final class ReplicationDemo {

        private static final String REPLICATION = "sandbox";
        private static final String STREAM = "dbo.price_alerts";
        private static final String ALERT = "INSERT INTO dbo.price_alerts (product_id, message) VALUES ";
        private static final String TARGET =
                "SELECT alert_id, product_id, message FROM main.replicated.price_alerts ORDER BY alert_id";

        private final SandboxConsoles consoles;
        private final PrintWriter out;

        ReplicationDemo(PrintWriter out) {
            this.consoles = ServiceCommand.bean(SandboxConsoles.class);
            this.out = out;
        }

        /** Shows it, and returns whether all went as it should. */
        boolean run() {
            out.println();
            out.println("The stream " + STREAM + " of config/replications/" + REPLICATION
                    + ".yaml, each time with what is new since the run before:");
            out.println();
            boolean asTold = shows(ALERT + "(1, 'too cheap'), (2, 'too dear'), (3, 'gone')", 3)
                    & shows(ALERT + "(4, 'back again')", 1)
                    & shows("SELECT 1", 0);
            out.println();
            out.println("The Delta table, by the real Databricks JDBC driver:  " + TARGET);
            out.println();
            TextRows rows = consoles.databricks().run(TARGET);
            out.println(TextTable.of(rows).render());
            out.flush();
            return asTold && rows.rows().size() == 4;
        }

        private boolean shows(String change, long expected) {
            consoles.sqlServer().run(change);
            Job job = ReplicateRunCommand.runToTheEnd(
                    REPLICATION, Optional.of(STREAM), false, ProgressDisplay.forThisProcess());
            QueryProgress stream = job.queries().get(0);
            String what = expected == 0 ? "nothing new at SQL Server" : "new rows at SQL Server: " + expected;
            out.println("  " + what + " -> run " + stream.state().status().text() + ", rows loaded: "
                    + stream.progress().rows());
            out.flush();
            boolean isOver = job.state().status() == JobStatus.COMPLETED;
            return isOver && stream.progress().rows() == expected;
        }
    }
}
