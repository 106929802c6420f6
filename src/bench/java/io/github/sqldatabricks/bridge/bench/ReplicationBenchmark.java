package io.github.sqldatabricks.bridge.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures replications end to end, in the service with its sandbox in a process of its own: the plan of many tables, and a run that brings
 * a small change of a large one by its cursor. Ends with 1 when a goal is missed.
 */
public final class ReplicationBenchmark {

    private static final int PAUSE_MILLIS = 20;
    private static final int CHANGED = 1_000;
    private static final double NANOS = 1e9;
    private static final double PLAN_GOAL = 5;
    private static final double CHANGE_GOAL = 3;
    private static final Pattern JOB = Pattern.compile("\"job_id\" ?: ?\"([^\"]+)\"");
    private static final Pattern STATUS = Pattern.compile("\"status\" ?: ?\"([a-z]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI service;

    private ReplicationBenchmark(URI service) {
        this.service = service;
    }

    /** Runs. System properties: {@code bench.tables} (500), {@code bench.rows} (1000000), {@code bench.repeat} (5). */
    public static void main(String... arguments) throws Exception {
        Path folder = Files.createTempDirectory("bridge-bench-");
        int repeat = Integer.getInteger("bench.repeat", 5);
        boolean met;
        try (BridgeProcess bridge = BridgeProcess.start(environment(folder), folder.resolve("service.log"))) {
            ReplicationBenchmark benchmark = new ReplicationBenchmark(bridge.uri());
            met = report("plan of all tables", PLAN_GOAL, benchmark.plans(Integer.getInteger("bench.tables", 500), repeat))
                    & report("run of " + CHANGED + " changed rows", CHANGE_GOAL, benchmark.changes(Integer.getInteger("bench.rows", 1_000_000), repeat));
        }
        System.exit(met ? 0 : 1);
    }

    private static Map<String, String> environment(Path folder) throws IOException {
        Path replications = Files.createDirectories(folder.resolve("replications"));
        write(replications, "many", "  dbo.many_*: {change: full}");
        write(replications, "large", "  dbo.large: {change: cursor, cursor: changed, zone: utc}");
        Map<String, String> environment = new HashMap<>();
        environment.put("BRIDGE_SANDBOX_ENABLED", "true");
        environment.put("BRIDGE_REPLICATIONS_PATH", replications.toString());
        environment.put("BRIDGE_JOBS_URL", "jdbc:h2:file:" + folder.resolve("jobs"));
        environment.put("BRIDGE_SYNC_POLLER_ENABLED", "false");
        return environment;
    }

    private static void write(Path folder, String name, String streams) throws IOException {
        Files.writeString(
                folder.resolve(name + ".yaml"),
                "version: 1\nname: " + name + "\nsource: {country: bolivia}\n"
                        + "target: {catalog: main, schema: bench, volume: /Volumes/main/bridge/landing}\nstreams:\n" + streams + "\n");
    }

    private double[] plans(int tables, int repeat) throws IOException, InterruptedException {
        for (int i = 0; i < tables; i++) {
            sql("CREATE TABLE dbo.many_" + i + " (id INT NOT NULL PRIMARY KEY, name NVARCHAR(40), amount DECIMAL(18, 2), changed DATETIME2)");
        }
        double[] seconds = new double[repeat];
        for (int i = 0; i < repeat; i++) {
            long begun = System.nanoTime();
            String plan = send("GET", "/replications/many/plan", "");
            seconds[i] = (System.nanoTime() - begun) / NANOS;
            if (!plan.matches("(?s).*\"ready\" ?: ?true.*many_" + (tables - 1) + "\\D.*")) {
                throw new IllegalStateException("not all tables can run: " + plan.substring(0, Math.min(2_000, plan.length())));
            }
        }
        return seconds;
    }

    private double[] changes(int rows, int repeat) throws IOException, InterruptedException {
        sql("CREATE TABLE dbo.large (id INT NOT NULL PRIMARY KEY, name NVARCHAR(40), amount DECIMAL(18, 2), changed DATETIME2 NOT NULL)");
        sql("INSERT INTO dbo.large SELECT X, 'row', X, '2026-01-01' FROM SYSTEM_RANGE(1, " + rows + ")");
        sql("CREATE INDEX large_changed ON dbo.large (changed)");
        System.out.printf(Locale.ROOT, "first run of %,d rows: %.1f s%n", rows, run());
        double[] seconds = new double[repeat];
        for (int i = 0; i < repeat; i++) {
            sql("UPDATE dbo.large SET changed = '2026-01-" + String.format(Locale.ROOT, "%02d", i + 2) + "' WHERE id BETWEEN "
                    + (i * CHANGED + 1) + " AND " + (i + 1) * CHANGED);
            seconds[i] = run();
        }
        return seconds;
    }

    /** From the request to the end of its job. */
    private double run() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Matcher job = JOB.matcher(send("POST", "/replications/large/runs", "{}"));
        if (!job.find()) {
            throw new IllegalStateException("no job");
        }
        while (true) {
            String answer = send("GET", "/jobs/" + job.group(1), "");
            Matcher status = STATUS.matcher(answer);
            if (status.find() && !status.group(1).matches("pending|running")) {
                if (!status.group(1).equals("completed")) {
                    throw new IllegalStateException(answer);
                }
                return (System.nanoTime() - begun) / NANOS;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private void sql(String statement) throws IOException, InterruptedException {
        send("POST", "/sandbox/sqlserver", statement);
    }

    private String send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.resolve(path))
                .header("Content-Type", path.startsWith("/sandbox") ? "application/sql" : "application/json")
                .method(method, body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(method + " " + path + ": " + answer.body());
        }
        return answer.body();
    }

    private static boolean report(String what, double goal, double... seconds) {
        Arrays.sort(seconds);
        double median = seconds[seconds.length / 2];
        System.out.printf(
                Locale.ROOT, "%s: median %.2f s, longest %.2f s, goal %.0f s: %s%n", what, median, seconds[seconds.length - 1], goal, median <= goal ? "met" : "MISSED");
        return median <= goal;
    }
}
