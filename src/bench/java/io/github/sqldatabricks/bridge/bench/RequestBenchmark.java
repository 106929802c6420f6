package io.github.sqldatabricks.bridge.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures requests over many connections that stay open, of {@link #USERS} users: the service with its sandbox runs in a process of
 * its own, each connection is a thread here. docs/operations.md says how to run it.
 */
public final class RequestBenchmark {

    private static final int USERS = 20;
    private static final int STACK_BYTES = 256 << 10;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int REFUSALS = 400;
    private static final double NANOS = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MEBI = 1 << 20;

    private final URI service;
    private final long nanos;

    private RequestBenchmark(URI service, long nanos) {
        this.service = service;
        this.nanos = nanos;
    }

    /** How one request went. */
    private record Answer(int status, long nanos) {}

    /**
     * Runs. System properties: {@code bench.connections} (10,300,2000), {@code bench.seconds} (20), of each kind at each number of
     * connections.
     */
    public static void main(String... arguments) throws Exception {
        Path folder = Files.createTempDirectory("bridge-bench-");
        long nanos = Integer.getInteger("bench.seconds", 20) * (long) NANOS;
        String connections = System.getProperty("bench.connections", "10,300,2000");
        try (BridgeProcess bridge = BridgeProcess.start(environment(folder), folder.resolve("service.log"))) {
            RequestBenchmark benchmark = new RequestBenchmark(bridge.uri(), nanos);
            System.out.println("| Request | Connections | Requests/s | p50 ms | p99 ms | Longest ms | Statuses |\n|---|---|---|---|---|---|---|");
            for (String number : connections.split(",")) {
                int many = Integer.parseInt(number.strip());
                benchmark.measure("GET /health/live", many, () -> "");
                benchmark.measure("GET /jobs", many, () -> "");
                benchmark.measure("POST /sync/events", many, RequestBenchmark::event);
            }
            System.out.printf(Locale.ROOT, "Heap %.0f MiB, resident %.0f MiB%n", bridge.metric("jvm_memory_used_bytes{area=\"heap\"") / MEBI, bridge.residentBytes() / MEBI);
        }
    }

    private static Map<String, String> environment(Path folder) throws IOException {
        String users = IntStream.range(0, USERS)
                .mapToObj(i -> "  - {name: user" + i + ", token: token-" + i + ", permissions: [{table: '*', access: read_write}]}\n")
                .collect(Collectors.joining("", "users:\n", ""));
        Map<String, String> environment = new HashMap<>();
        environment.put("BRIDGE_SANDBOX_ENABLED", "true");
        environment.put("AUTH_ENABLED", "true");
        environment.put("PERMISSIONS_FILE", Files.writeString(folder.resolve("permissions.yaml"), users).toString());
        environment.put("BRIDGE_JOBS_URL", "jdbc:h2:file:" + folder.resolve("jobs"));
        environment.put("BRIDGE_SYNC_QUEUE_CAPACITY", "1000000");
        environment.put("BRIDGE_SYNC_POLLER_ENABLED", "false");
        return environment;
    }

    private static String event() {
        return "{\"event_id\": \"" + UUID.randomUUID() + "\", \"operation\": \"DELETE\", \"target_table\": \"dbo.stock\","
                + " \"filter_conditions\": {\"product_id\": -1}}";
    }

    private void measure(String request, int connections, Supplier<String> body) throws InterruptedException {
        Collection<List<Answer>> all = new ConcurrentLinkedQueue<>();
        long end = System.nanoTime() + nanos;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            String head = request + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer token-" + i % USERS + "\r\n";
            threads.add(new Thread(null, () -> all.add(ask(head, body, end)), "caller-" + i, STACK_BYTES));
        }
        long begun = System.nanoTime();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        report(request, connections, all.stream().flatMap(List::stream).toList(), (System.nanoTime() - begun) / NANOS);
    }

    /** One connection, opened again when it breaks; status 0 stands for an answer that did not come. */
    private List<Answer> ask(String head, Supplier<String> body, long end) {
        List<Answer> answers = new ArrayList<>();
        while (System.nanoTime() < end) {
            long begun = System.nanoTime();
            try (Socket socket = new Socket(service.getHost(), service.getPort())) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.setTcpNoDelay(true);
                InputStream in = new BufferedInputStream(socket.getInputStream());
                while (System.nanoTime() < end) {
                    begun = System.nanoTime();
                    String content = body.get();
                    String text = head + "Content-Type: application/json\r\nContent-Length: " + content.length() + "\r\n\r\n" + content;
                    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                    answers.add(new Answer(read(in), System.nanoTime() - begun));
                }
            } catch (IOException e) {
                answers.add(new Answer(0, System.nanoTime() - begun));
            }
        }
        return answers;
    }

    private static int read(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ")[1]);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
            }
        }
        in.readNBytes(length);
        return status;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the service hung up");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static void report(String request, int connections, List<Answer> answers, double seconds) {
        long[] times = answers.stream()
                .filter(answer -> answer.status() > 0 && answer.status() < REFUSALS)
                .mapToLong(Answer::nanos)
                .sorted()
                .toArray();
        Map<Integer, Long> statuses = answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
        System.out.printf(
                Locale.ROOT,
                "| `%s` | %,d | %,.0f | %.1f | %.1f | %.1f | %s |%n",
                request,
                connections,
                times.length / seconds,
                part(times, 0.5),
                part(times, 0.99),
                part(times, 1),
                statuses);
    }

    private static double part(long[] sorted, double part) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * part))] / NANOS_PER_MILLI;
    }
}
