package io.github.sqldatabricks.bridge.it;

import static io.github.sqldatabricks.bridge.testing.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Clients that send requests, each on a connection of its own and one after another, until the service is gone. What is
 * refused is not sent again.
 */
final class Load implements AutoCloseable {

    private static final String NO_BODY = "no body";

    private final String uri;
    private final ExecutorService clients = Executors.newFixedThreadPool(4);
    private final List<Future<?>> sending = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> jobs = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Integer> events = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> odd = new ConcurrentLinkedQueue<>();

    Load(String uri) {
        this.uri = uri;
    }

    /** Two clients send these bodies, half of them each. */
    void send(String path, List<String> bodies) {
        int half = bodies.size() / 2;
        sending.add(clients.submit(() -> sendAll(path, bodies.subList(0, half))));
        sending.add(clients.submit(() -> sendAll(path, bodies.subList(half, bodies.size()))));
    }

    private void sendAll(String path, List<String> bodies) {
        try {
            for (String body : bodies) {
                send(path, body);
            }
        } catch (ConnectException e) {
            // The service is gone: this request was never sent.
        } catch (IOException e) {
            if (!gone()) {
                odd.add(path + ": " + e);
            }
        }
    }

    /** A connection that comes while the server closes its sockets is cut; nothing ever answers after that. */
    private boolean gone() {
        try {
            await().atMost(Duration.ofSeconds(1)).until(this::refusesConnections);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private boolean refusesConnections() throws IOException {
        URI address = URI.create(uri);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            return !socket.isConnected();
        } catch (ConnectException e) {
            return true;
        }
    }

    private void send(String path, String body) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(uri + path).toURL().openConnection();
        connection.setRequestProperty("Connection", "close");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        // A body that is streamed is never sent again behind our back when a connection is cut.
        connection.setFixedLengthStreamingMode(bytes.length);
        connection.getOutputStream().write(bytes);
        int status = connection.getResponseCode();
        if (status == HttpURLConnection.HTTP_ACCEPTED) {
            accepted(new JsonPath(connection.getInputStream()), body);
        } else if (status == HttpURLConnection.HTTP_UNAVAILABLE) {
            refused.add(connection.getHeaderField("Retry-After") + " " + text(connection.getErrorStream()));
        } else {
            odd.add(path + ": " + status);
        }
    }

    /** Quarkus itself answers without a body between the drain's end and the server's. */
    private static String text(InputStream body) throws IOException {
        return body == null ? NO_BODY : new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }

    private void accepted(JsonPath answer, String body) {
        if (answer.get("job_id") != null) {
            jobs.add(answer.getString("job_id"));
        } else {
            events.add(Integer.parseInt(new JsonPath(body).getString("event_id").substring("event-".length())));
        }
    }

    int accepted() {
        return jobs.size() + events.size();
    }

    List<String> jobs() {
        return List.copyOf(jobs);
    }

    /** The numbers of accepted events, in order. */
    List<Integer> events() {
        return events.stream().sorted().toList();
    }

    /** After the service's end: all requests were answered, some accepted, some refused by the stopping service. */
    void requireOnlyAnswers() throws Exception {
        for (Future<?> client : sending) {
            client.get();
        }
        assertThat(odd).isEmpty();
        assertThat(refused)
                .anyMatch(answer -> answer.contains("shutting-down"))
                .allMatch(answer ->
                        answer.endsWith(NO_BODY) || (answer.startsWith("5 ") && answer.contains("shutting-down")));
    }

    @Override
    public void close() {
        clients.shutdownNow();
    }
}
