package io.github.sqldatabricks.bridge.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Takes lineage events as a catalogue does. */
public final class CatalogueServer implements AutoCloseable {

    private final ObjectMapper json = new ObjectMapper();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile int status = 201;

    /** Starts it on a free port of this machine. */
    public CatalogueServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/api/v1/lineage", this::receive);
        server.start();
    }

    /** Where it takes events. */
    public String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/api/v1/lineage";
    }

    /** From now on nobody is answered until the latch opens. */
    public void hang(CountDownLatch until) {
        gate = until;
    }

    /** From now on it answers with this status. */
    public void answer(int newStatus) {
        status = newStatus;
    }

    /** The events of a job, in the order in which they came. */
    public List<JsonNode> events(String job) {
        return events.stream()
                .filter(event -> event.at("/job/name").asText().equals(job))
                .toList();
    }

    /** All headers {@code Authorization} so far. */
    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    private void receive(HttpExchange call) throws IOException {
        try (call) {
            authorizations.add(String.valueOf(call.getRequestHeaders().getFirst("Authorization")));
            events.add(json.readTree(call.getRequestBody()));
            gate.await();
            call.sendResponseHeaders(status, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
