package io.github.sqldatabricks.bridge.cli;

import io.github.sqldatabricks.bridge.model.TextTable;
import io.github.sqldatabricks.bridge.ops.SqlConsole.SandboxConsoles;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The demo's second half: a Databricks job inserts events, and SQL Server changes. */
final class SyncDemo {

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

    private final Services services;
    private final SandboxConsoles worlds;
    private final PrintWriter out;

    SyncDemo(Services services, PrintWriter out) {
        this.services = services;
        this.worlds = services.sandboxWorlds();
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
            worlds.databricks().run(statement);
        }
        services.poller().trigger();
        boolean ended = awaitEnd();
        heading("The bridge has polled the events, applied each in one transaction, and written back:");
        out.println(TextTable.of(worlds.databricks().run(EVENTS)).render());
        out.println("(No event may change more than " + MOST_ROWS + " rows here: bridge.sync.max-changed-rows.)");
        showTables("SQL Server after:");
        return ended && worlds.databricks().run(NOT_AS_TOLD).rows().isEmpty();
    }

    private boolean awaitEnd() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean ended = worlds.databricks().run(WAITING).rows().isEmpty();
        while (!ended && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_NANOS);
            ended = worlds.databricks().run(WAITING).rows().isEmpty();
        }
        return ended;
    }

    private void showTables(String title) {
        heading(title);
        out.println(TextTable.of(worlds.sqlServer().run(PRICES)).render());
        out.println();
        out.println(TextTable.of(worlds.sqlServer().run(STOCK)).render());
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
