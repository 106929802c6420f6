package io.github.sqldatabricks.bridge.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.sqldatabricks.bridge.observe.WebhookConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Takes notifications as somebody's alerting does. */
public final class WebhookReceiver implements AutoCloseable {

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile int status = 204;

    /**
     * A notification.
     *
     * @param headers by name in lower case
     */
    public record Received(Map<String, String> headers, String body) {}

    /** Starts it on a free port of this machine. */
    public WebhookReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::receive);
        server.start();
    }

    /** Where it takes them. */
    public String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/bridge?token=hidden";
    }

    /** From now on it answers with this status. */
    public void answer(int newStatus) {
        status = newStatus;
    }

    /** All so far, in the order in which they came. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** Leads here. */
    public WebhookConfig config(Optional<String> secret) {
        return config(url(), secret);
    }

    /** Leads to an address. */
    public static WebhookConfig config(String url, Optional<String> secret) {
        return new WebhookConfig() {
            @Override
            public Optional<URI> url() {
                return Optional.of(URI.create(url));
            }

            @Override
            public Optional<String> secret() {
                return secret;
            }

            @Override
            public Duration timeout() {
                return Duration.ofSeconds(10);
            }
        };
    }

    private void receive(HttpExchange call) throws IOException {
        try (call) {
            Map<String, String> headers = call.getRequestHeaders().entrySet().stream()
                    .collect(Collectors.toMap(
                            header -> header.getKey().toLowerCase(java.util.Locale.ROOT),
                            header -> header.getValue().get(0)));
            received.add(
                    new Received(headers, new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            call.sendResponseHeaders(status, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
