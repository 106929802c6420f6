package io.github.sqldatabricks.bridge.bench;

import io.github.sqldatabricks.bridge.databricks.DatabricksConfig;
import io.github.sqldatabricks.bridge.databricks.DatabricksStatements;
import io.github.sqldatabricks.bridge.databricks.events.DatabricksEventsTable;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures many small events: a Databricks job inserts them, each an UPDATE of one row; the service polls, applies and
 * mirrors them. The service runs in a process of its own against a real SQL Server; Databricks is the local one, in this
 * process. docs/performance.md says how to run it.
 */
public final class EventsBenchmark {

    private static final String EVENTS_TABLE = "bridge.events.bridge_events";
    private static final String SOURCE = "bridge.events.changes";
    private static final String LOOK = "/**/";
    private static final long PAUSE_MILLIS = 500;
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final CountedDatabricks databricks;
    private final DatabricksStatements job;
    private final BridgeProcess bridge;
    private final OrderTable[] tables;

    private EventsBenchmark(CountedDatabricks databricks, DatabricksStatements job, BridgeProcess bridge, OrderTable... tables) {
        this.databricks = databricks;
        this.job = job;
        this.bridge = bridge;
        this.tables = tables;
    }

    /** Runs. System properties: {@code bench.events} (1,000), {@code bench.warm-up} (200). */
    public static void main(String... arguments) throws Exception {
        Settings.quietLog();
        Path folder = Files.createTempDirectory("bridge-bench-");
        try (CountedDatabricks databricks = new CountedDatabricks(folder, EVENTS_TABLE);
                OrderTable one = new OrderTable("bridge_bench_events_1");
                OrderTable other = new OrderTable("bridge_bench_events_2")) {
            DatabricksStatements job =
                    databricks.statements(Settings.load().getConfigMapping(DatabricksConfig.class));
            prepare(job, one, other);
            try (BridgeProcess bridge = BridgeProcess.start(environment(databricks, folder), folder.resolve("service.log"))) {
                EventsBenchmark benchmark = new EventsBenchmark(databricks, job, bridge, one, other);
                // Ids of their own: what an earlier run applied, the ledger would not let through again.
                String run = Long.toString(System.currentTimeMillis());
                benchmark.run("warm-up-" + run, Integer.getInteger("bench.warm-up", 200));
                benchmark.run("measured-" + run, Integer.getInteger("bench.events", 1_000));
            }
        }
    }

    private static Map<String, String> environment(CountedDatabricks databricks, Path folder) {
        Map<String, String> environment = new HashMap<>();
        for (String name : new String[] {"HOST", "DATABASE", "USERNAME", "PASSWORD"}) {
            environment.put("SQLSERVER_" + name, Settings.variable(name, null));
        }
        environment.put("SQLSERVER_PORT", Settings.variable("PORT", "1433"));
        environment.put("SQLSERVER_TRUST_CERT", Settings.variable("TRUST_CERT", "false"));
        environment.put("DATABRICKS_HOST", databricks.uri().toString());
        environment.put("DATABRICKS_TOKEN", databricks.token());
        environment.put("DATABRICKS_WAREHOUSE_ID", "sandbox");
        environment.put("EVENTS_TABLE", EVENTS_TABLE);
        environment.put("BRIDGE_JOBS_URL", "jdbc:h2:file:" + folder.resolve("jobs"));
        environment.put("AUTH_ENABLED", "false");
        // The doorbell begins each run.
        environment.put("POLLING_INTERVAL_SECONDS", "3600");
        return environment;
    }

    private static void prepare(DatabricksStatements job, OrderTable... tables) throws Exception {
        new DatabricksEventsTable(job, UnityTable.parse(EVENTS_TABLE)).create();
        job.run("Making the source", "CREATE TABLE " + SOURCE + " AS SELECT CAST(1 AS BIGINT) AS order_id, 'changed' AS note");
        for (OrderTable table : tables) {
            BareCopy.run(new OrderRows(1, 1, 0), table);
        }
    }

    private void run(String name, int events) throws Exception {
        job.run("Inserting events", "INSERT INTO " + EVENTS_TABLE
                + " (event_id, operation, source_table, target_table, primary_keys, status, priority, created_at) VALUES "
                + IntStream.range(0, events).mapToObj(number -> row(name, number)).collect(Collectors.joining(", ")));
        databricks.counts();
        double cpu = bridge.cpuSeconds();
        long start = System.nanoTime();
        bridge.poll();
        await(name, events);
        double seconds = (System.nanoTime() - start) / NANOS;
        double cpuSeconds = bridge.cpuSeconds() - cpu;
        System.out.printf(Locale.ROOT, "%s: %,d events in %.1f s: %.1f ms each, %.1f ms CPU of the service each%n", name,
                events, seconds, seconds * MILLIS / events, cpuSeconds * MILLIS / events);
        Map<String, Integer> counts = databricks.counts();
        // What this benchmark asked.
        counts.remove("events table: " + LOOK);
        counts.forEach((kind, count) -> System.out.printf(Locale.ROOT, "    %-22s %,6d statements%n", kind, count));
    }

    private String row(String name, int number) {
        return "('" + name + "-" + number + "', 'UPDATE', '" + SOURCE + "', '" + tables[number % tables.length]
                + "', array('order_id'), 'pending', 0, current_timestamp())";
    }

    /** Until the events table says so of all. */
    private void await(String name, int events) throws InterruptedException {
        while (count(name, "status = 'completed' AND rows_affected = 1") < events) {
            if (count(name, "status IN ('failed', 'blocked', 'retry')") > 0) {
                throw new IllegalStateException("Not all events were applied; look into the service's log");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private long count(String name, String condition) {
        return job.query(
                "Looking",
                LOOK + " SELECT count(*) FROM " + EVENTS_TABLE + " WHERE event_id LIKE '" + name + "-%' AND " + condition,
                row -> row.getLong(1)).get(0);
    }
}
