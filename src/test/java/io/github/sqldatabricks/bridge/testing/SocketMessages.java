package io.github.sqldatabricks.bridge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What came over a WebSocket of the service, in order. */
public final class SocketMessages implements WebSocket.Listener {

    private final BlockingQueue<String> whole = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        parts.append(data);
        if (last) {
            whole.add(parts.toString());
            parts.setLength(0);
        }
        return WebSocket.Listener.super.onText(socket, data, last);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        closed.complete(status);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        closed.complete(-1);
    }

    /** Whether the service ends it, in whatever way; waits for that. */
    public boolean ended() throws Exception {
        return closed.get(30, TimeUnit.SECONDS) != null;
    }

    /** Whether nothing is there that was not read. */
    public boolean isEmpty() {
        return whole.isEmpty();
    }

    /** The status with which the service ends it; waits for that. */
    public int closeStatus() throws Exception {
        return closed.get(30, TimeUnit.SECONDS);
    }

    /** The next message; waits for it. */
    public String next() throws InterruptedException {
        String message = whole.poll(30, TimeUnit.SECONDS);
        assertThat(message).as("a message within 30 seconds").isNotNull();
        return message;
    }

    /** The next message that is wanted; waits for it. */
    public JsonPath next(Predicate<JsonPath> wanted) throws InterruptedException {
        JsonPath message = new JsonPath(next());
        while (!wanted.test(message)) {
            message = new JsonPath(next());
        }
        return message;
    }

    /** Opens the WebSocket of events at an address of the service. */
    public static WebSocket open(URI address, String token, SocketMessages messages) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(URI.create(address.toString().replaceFirst("^http", "ws")), messages)
                .join();
    }
}
