package io.github.sqldatabricks.bridge.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Entra's token endpoint and the instance metadata service in one; each token has the next number. */
public final class TokenEndpoint implements AutoCloseable {

    /** What the service refuses with, when it does; it repeats what was sent, as servers do. */
    public volatile int status = 200;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    public TokenEndpoint() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Each as {@code METHOD path?query header body}. */
    public List<String> requests() {
        return requests;
    }

    private void answer(HttpExchange call) throws IOException {
        String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(call.getRequestMethod() + " " + call.getRequestURI() + " "
                + call.getRequestHeaders().getFirst("Metadata") + " " + body);
        String answer = status == 200
                ? "{\"token_type\": \"Bearer\", \"expires_in\": \"3600\", \"access_token\": \"token-" + requests.size()
                        + "\"}"
                : "{\"error\": \"invalid_client\", \"error_codes\": [7000215], \"error_description\": \"" + body
                        + "\"}";
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(status, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
