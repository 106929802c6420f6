package io.github.sqldatabricks.bridge.api.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.SocketMessages;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The WebSocket of somebody who means harm. Catches messages that are taken whatever their size, subscriptions without end, SQL or
 * invisible characters in ids, and a connection that takes others down with it.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class EventsSocketAbuseTest {

    private static final int MOST_SUBSCRIPTIONS = 1000;

    @TestHTTPResource("/sync/events/ws")
    URI address;

    private final SocketMessages messages = new SocketMessages();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subscribe:'; DROP TABLE bridge_events; --",
                "subscribe:../../etc/passwd",
                "subscribe:a\u202eb",
                "subscribe:a\u200bb",
                "subscribe:a\u0000b",
                "subscribe:",
                "subscribe",
                "list;list",
                "{\"subscribe\": 1}",
                "\u202egnip"
            })
    void whatIsNoCommandIsExplainedWithoutHarm(String text) throws Exception {
        WebSocket socket = SocketMessages.open(address, "token-of-ana", messages);
        socket.sendText(text, true).join();
        String answer = messages.next();
        assertThat(new JsonPath(answer).getString("code")).isIn("invalid-event-id", "unknown-command");
        assertThat(answer).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]").doesNotContain("Exception");
        socket.abort();
    }

    @Test
    void subscriptionsEnd() throws Exception {
        WebSocket socket = SocketMessages.open(address, "token-of-ana", messages);
        String last = "";
        for (int i = 0; i <= MOST_SUBSCRIPTIONS; i++) {
            socket.sendText("subscribe:none-" + i, true).join();
            last = messages.next();
        }
        assertThat(new JsonPath(last).getString("code")).isEqualTo("too-many-subscriptions");
        socket.sendText("subscribe:none-0", true).join();
        assertThat(new JsonPath(messages.next()).getString("code")).isEqualTo("unknown-event");
        socket.abort();
    }

    @Test
    void aHugeMessageEndsItsConnectionAndNoOther() throws Exception {
        SocketMessages others = new SocketMessages();
        WebSocket other = SocketMessages.open(address, "token-of-bob", others);
        assertEnds(socket -> socket.sendText("x".repeat(5_000_000), true));
        assertEnds(socket -> {
            for (int i = 0; i < 1_000; i++) {
                socket.sendText("x".repeat(10_000), false).join();
            }
            return socket.sendText("x", true);
        });
        other.sendText("ping", true).join();
        assertThat(others.next()).isEqualTo("pong");
        other.abort();
    }

    @Test
    void binaryMessagesAreNotUnderstood() throws Exception {
        SocketMessages others = new SocketMessages();
        WebSocket other = SocketMessages.open(address, "token-of-bob", others);
        WebSocket socket = SocketMessages.open(address, "token-of-ana", messages);
        socket.sendBinary(ByteBuffer.wrap("list".getBytes(StandardCharsets.US_ASCII)), true)
                .join();
        other.sendText("ping", true).join();
        assertThat(others.next()).isEqualTo("pong");
        assertThat(messages.isEmpty()).isTrue();
        socket.abort();
        other.abort();
    }

    /** What is sent may fail at once, when the service has hung up by then. */
    private void assertEnds(Function<WebSocket, CompletableFuture<WebSocket>> sender) throws Exception {
        SocketMessages mine = new SocketMessages();
        WebSocket socket = SocketMessages.open(address, "token-of-ana", mine);
        try {
            sender.apply(socket).join();
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class);
        }
        assertThat(mine.ended()).isTrue();
        socket.abort();
    }
}
