package io.github.sqldatabricks.bridge.api.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.testing.GuardedService;
import io.github.sqldatabricks.bridge.testing.SocketMessages;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The WebSocket as a dashboard uses it, with the JDK's client. Catches a socket that needs no token, tells of other
 * users' events, or misses a change.
 */
@QuarkusTest
@TestProfile(GuardedService.class)
class EventsSocketTest {

    @TestHTTPResource("/sync/events/ws")
    URI address;

    private static void close(WebSocket socket) {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Test
    void withoutAGoodTokenNobodyComesIn() {
        assertThatThrownBy(() -> SocketMessages.open(address, "wrong", new SocketMessages()))
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(401));
    }

    @Test
    void pingIsAnsweredAndNonsenseIsExplained() throws Exception {
        SocketMessages messages = new SocketMessages();
        WebSocket socket = SocketMessages.open(address, "token-of-ana", messages);
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
        SocketMessages anas = new SocketMessages();
        SocketMessages bobs = new SocketMessages();
        SocketMessages eves = new SocketMessages();
        WebSocket ana = SocketMessages.open(address, "token-of-ana", anas);
        WebSocket bob = SocketMessages.open(address, "token-of-bob", bobs);
        WebSocket eve = SocketMessages.open(address, "token-of-eve", eves);
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
        SocketMessages messages = new SocketMessages();
        WebSocket socket = SocketMessages.open(address, "token-of-ana", messages);
        socket.sendText("subscribe:" + before, true).join();
        assertThat(new JsonPath(messages.next()).getString("event_id")).isEqualTo(before);
        String other = SyncApi.submit("ana", "dbo.t");
        socket.sendText("list", true).join();
        JsonPath list = messages.next(message -> message.get() instanceof List);
        assertThat(list.getList("event_id")).contains(before, other);
        close(socket);
    }

    private static void ready(WebSocket socket, SocketMessages messages) throws InterruptedException {
        socket.sendText("ping", true).join();
        assertThat(messages.next()).isEqualTo("pong");
    }

    private static boolean ended(JsonPath event, String id) {
        return id.equals(event.getString("event_id")) && "completed".equals(event.getString("status"));
    }

    @Test
    void anotherUsersEventIsNeitherListedNorFoundBySubscribing() throws Exception {
        String anas = SyncApi.submit("ana", "dbo.t");
        SocketMessages messages = new SocketMessages();
        WebSocket socket = SocketMessages.open(address, "token-of-bob", messages);
        socket.sendText("subscribe:" + anas, true).join();
        assertThat(new JsonPath(messages.next()).getString("code")).isEqualTo("unknown-event");
        socket.sendText("list", true).join();
        assertThat(messages.next(message -> message.get("$") instanceof List<?>).getList("event_id"))
                .doesNotContain(anas);
        close(socket);
    }
}
