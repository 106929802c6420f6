package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.access.Session;
import io.github.sqldatabricks.bridge.api.BasePath;
import io.github.sqldatabricks.bridge.messaging.sync.EventWatch;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.EventFilter;
import io.github.sqldatabricks.bridge.sync.EventStore;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.Blocking;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends every change of an event that the caller may see, as the event's JSON. Understands {@code ping} (answers {@code
 * pong}), {@code list} (the newest events as a JSON array) and {@code subscribe:<id>} (that event now, and from then on
 * only changes of subscribed events). An error is a JSON object with {@code code} and {@code detail}. Below the base path, lists
 * and errors have the predecessor's forms.
 */
@WebSocket(path = "/sync/events/ws")
public class EventsSocket {

    private static final String SUBSCRIBE = "subscribe:";
    private static final int LISTED = 100;

    private final EventStore store;
    private final VisibleEvents visible;
    private final EventWatch watch;
    private final ObjectMapper json;
    private final BasePath base;
    private final Map<String, Listener> listeners = new ConcurrentHashMap<>();

    public EventsSocket(EventStore store, VisibleEvents visible, EventWatch watch, ObjectMapper json, BasePath base) {
        this.store = store;
        this.visible = visible;
        this.watch = watch;
        this.json = json;
        this.base = base;
    }

    @OnOpen
    @Blocking
    void open(WebSocketConnection connection) {
        Session session = connection.userData().get(SocketLogin.SESSION);
        boolean older = isOlder(connection);
        Listener listener = new Listener(connection, session, event -> write(EventView.of(event, older)));
        Cancellation.Registration registration = watch.subscribe(listener);
        listener.registered(registration);
        listeners.put(connection.id(), listener);
    }

    @OnTextMessage
    @Blocking
    String message(String text, WebSocketConnection connection) {
        Session session = connection.userData().get(SocketLogin.SESSION);
        try {
            return answer(text.strip(), session.principal(), listeners.get(connection.id()), isOlder(connection));
        } catch (BridgeException e) {
            return write(
                    isOlder(connection)
                            ? Map.of("error", e.getMessage())
                            : Map.of("code", e.code(), "detail", e.getMessage()));
        }
    }

    private boolean isOlder(WebSocketConnection connection) {
        return base.covers(connection.handshakeRequest().path());
    }

    @OnClose
    void close(WebSocketConnection connection) {
        Optional.ofNullable(listeners.remove(connection.id())).ifPresent(Listener::close);
    }

    private String answer(String command, Principal principal, Listener listener, boolean older) {
        if (command.equals("ping")) {
            return "pong";
        }
        if (command.equals("list")) {
            Optional<String> user = principal.admin() ? Optional.empty() : Optional.of(principal.name());
            EventFilter newest = new EventFilter(Optional.empty(), Optional.empty(), user, LISTED, 0);
            List<EventView> events = store.list(newest).stream()
                    .map(event -> EventView.of(event, older))
                    .toList();
            return write(older ? Map.of("type", "event_list", "events", events) : events);
        }
        if (command.startsWith(SUBSCRIBE)) {
            EventId id = new EventId(command.substring(SUBSCRIBE.length()).strip());
            listener.only(id);
            return write(EventView.of(visible.find(principal, id), older));
        }
        throw new BridgeException.InvalidRequest(
                ErrorCode.UNKNOWN_COMMAND, "Expected 'ping', 'list' or 'subscribe:<event_id>'.");
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records can be written", e);
        }
    }
}
