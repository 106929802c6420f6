package io.github.sqldatabricks.bridge.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The service in a process of its own, as {@code ./bridge serve} starts it in the project's folder. */
final class BridgeProcess implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    private static final long PAUSE_MILLIS = 200;
    private static final double NANOS = 1e9;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final URI uri;

    private BridgeProcess(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** @param environment settings, as an installation gives them */
    static BridgeProcess start(Map<String, String> environment, Path log) throws IOException, InterruptedException {
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder("./bridge", "serve").redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("API_PORT", Integer.toString(port));
        builder.environment().put("API_HOST", "127.0.0.1");
        BridgeProcess bridge = new BridgeProcess(builder.start(), URI.create("http://127.0.0.1:" + port));
        long deadline = System.nanoTime() + START.toNanos();
        while (!bridge.isUp()) {
            if (System.nanoTime() > deadline || !bridge.process.isAlive()) {
                throw new IllegalStateException("The service did not start; see " + log);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return bridge;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean isUp() throws InterruptedException {
        try {
            return send("GET", "/health/live").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Rings the doorbell: the events table is read now. */
    void poll() throws IOException, InterruptedException {
        HttpResponse<String> answer = send("POST", "/sync/poller/trigger");
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri.resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Where it listens. */
    URI uri() {
        return uri;
    }

    /** The sum of the metrics whose lines begin so. */
    double metric(String beginning) throws IOException, InterruptedException {
        return send("GET", "/metrics").body().lines()
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** What the process holds of the machine's memory; Linux only. */
    long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    /** CPU time of the process so far. */
    double cpuSeconds() {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / NANOS;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
    }
}
