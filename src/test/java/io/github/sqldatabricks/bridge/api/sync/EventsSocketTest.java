package io.github.sqldatabricks.bridge.api.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The WebSocket as a dashboard uses it, with the JDK's client. Catches a socket that needs no token, tells of other
 * users' events, or misses a change.
 */
@QuarkusTest
@TestProfile(GuardedSync.class)
class EventsSocketTest {

    @TestHTTPResource("/sync/events/ws")
    URI address;

    /** What came, in order. */
    private static final class Messages implements WebSocket.Listener {

        private final BlockingQueue<String> whole = new LinkedBlockingQueue<>();
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

        String next() throws InterruptedException {
            String message = whole.poll(30, TimeUnit.SECONDS);
            assertThat(message).as("a message within 30 seconds").isNotNull();
            return message;
        }

        JsonPath next(Predicate<JsonPath> wanted) throws InterruptedException {
            JsonPath message = new JsonPath(next());
            while (!wanted.test(message)) {
                message = new JsonPath(next());
            }
            return message;
        }
    }

    private WebSocket open(String token, Messages messages) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(URI.create(address.toString().replaceFirst("^http", "ws")), messages)
                .join();
    }

    private static void close(WebSocket socket) {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Test
    void withoutAGoodTokenNobodyComesIn() {
        assertThatThrownBy(() -> open("wrong", new Messages()))
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(401));
    }

    @Test
    void pingIsAnsweredAndNonsenseIsExplained() throws Exception {
        Messages messages = new Messages();
        WebSocket socket = open("token-of-ana", messages);
        socket.sendText("ping", true).join();
        assertThat(messages.next()).isEqualTo("pong");
        socket.sendText("subscribe:none", true).join();
        assertThat(new JsonPath(messages.next()).getString("code")).isEqualTo("unknown-event");
        socket.sendText("dance", true).join();
        JsonPath answer = new JsonPath(messages.next());
        assertThat(answer.getString("code")).isEqualTo("unknown-command");
        assertThat(answer.getString("detail")).contains("subscribe");
        close(socket);
    }

    @Test
    void everyChangeIsToldToWhoMaySeeItAndToNobodyElse() throws Exception {
        Messages anas = new Messages();
        Messages bobs = new Messages();
        Messages eves = new Messages();
        WebSocket ana = open("token-of-ana", anas);
        WebSocket bob = open("token-of-bob", bobs);
        WebSocket eve = open("token-of-eve", eves);
        ready(ana, anas);
        ready(bob, bobs);
        ready(eve, eves);
        String first = SyncApi.submit("ana", "dbo.t");
        String second = SyncApi.submit("bob", "dbo.bobs");
        assertThat(anas.next(event -> ended(event, first)).getInt("rows_affected"))
                .isEqualTo(1);
        eves.next(event -> ended(event, first) || ended(event, second));
        eves.next(event -> ended(event, first) || ended(event, second));
        JsonPath bobsEvent = new JsonPath(bobs.next());
        assertThat(bobsEvent.getString("event_id")).isEqualTo(second);
        close(ana);
        close(bob);
        close(eve);
    }

    @Test
    void aSubscriberHearsOfItsEventOnlyAndAListShowsAll() throws Exception {
        String before = SyncApi.submit("ana", "dbo.t");
        Messages messages = new Messages();
        WebSocket socket = open("token-of-ana", messages);
        socket.sendText("subscribe:" + before, true).join();
        assertThat(new JsonPath(messages.next()).getString("event_id")).isEqualTo(before);
        String other = SyncApi.submit("ana", "dbo.t");
        socket.sendText("list", true).join();
        JsonPath list = messages.next(message -> message.get() instanceof List);
        assertThat(list.getList("event_id")).contains(before, other);
        close(socket);
    }

    private static void ready(WebSocket socket, Messages messages) throws InterruptedException {
        socket.sendText("ping", true).join();
        assertThat(messages.next()).isEqualTo("pong");
    }

    private static boolean ended(JsonPath event, String id) {
        return id.equals(event.getString("event_id")) && "completed".equals(event.getString("status"));
    }
}
