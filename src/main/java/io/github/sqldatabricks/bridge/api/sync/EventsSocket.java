package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.access.Session;
import io.github.sqldatabricks.bridge.api.BasePath;
import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.event.EventWatch;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.work.GracefulDrain.DrainListener;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.OpenConnections;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.Blocking;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sends every change of an event that the caller may see, as the event's JSON. Understands {@code ping} (answers {@code
 * pong}), {@code list} (the newest events as a JSON array) and {@code subscribe:<id>} (that event now, and from then on
 * only changes of subscribed events). An error is a JSON object with {@code code} and {@code detail}. Below the base path, lists
 * and errors have the predecessor's forms.
 */
@WebSocket(path = "/sync/events/ws")
public class EventsSocket implements DrainListener {

    private static final String SUBSCRIBE = "subscribe:";
    private static final int LISTED = 100;

    /** Going away (RFC 6455, section 7.4.1). */
    private static final CloseReason GOING_AWAY = new CloseReason(1001, "The service stops.");

    /** A caller that reads nothing is not told. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(1);

    private final EventStore store;
    private final VisibleEvents visible;
    private final EventWatch watch;
    private final ObjectMapper json;
    private final BasePath base;
    private final OpenConnections connections;
    private volatile boolean drained;
    private final Map<String, Listener> listeners = new ConcurrentHashMap<>();

    public EventsSocket(
            EventStore store,
            VisibleEvents visible,
            EventWatch watch,
            ObjectMapper json,
            BasePath base,
            OpenConnections connections) {
        this.store = store;
        this.visible = visible;
        this.watch = watch;
        this.json = json;
        this.base = base;
        this.connections = connections;
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
        // One that was being opened when the others were told.
        if (drained) {
            goAway(connection);
        }
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
        connection.userData().get(SocketLogin.REQUEST).end();
        Optional.ofNullable(listeners.remove(connection.id())).ifPresent(Listener::close);
    }

    /**
     * Ends the open connections when the drain is over, so that their callers connect again at once, to another replica. The stop waits
     * until they were told, and not for what they answer.
     */
    @Override
    public void drained() {
        drained = true;
        watch.look();
        connections.forEach(EventsSocket::goAway);
    }

    private static void goAway(WebSocketConnection connection) {
        UpgradedRequest request = connection.userData().get(SocketLogin.REQUEST);
        connection
                .close(GOING_AWAY)
                .ifNoItem()
                .after(TOLD_WITHIN)
                .fail()
                .onTermination()
                .invoke(request::end)
                .subscribe()
                .with(done -> {}, failure -> {});
    }

    private String answer(String command, Principal principal, Listener listener, boolean older) {
        if (command.equals("ping")) {
            return "pong";
        }
        if (command.equals("list")) {
            Optional<String> user = principal.admin() ? Optional.empty() : Optional.of(principal.name());
            EventStore.Filter newest = new EventStore.Filter(Optional.empty(), Optional.empty(), user, LISTED, 0);
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

    /** One open connection. A caller that does not read is cut off, so that what waits for it can't grow. Thread-safe. */
    static final class Listener implements Consumer<StoredEvent> {

        private static final int MAX_UNSENT = 1000;
        private static final int MAX_SUBSCRIBED = 1000;
        /** RFC 6455, section 7.4.1 has no code for it; 1013 (try again later) is registered with IANA. */
        private static final CloseReason TOO_SLOW = new CloseReason(1013, "Too slow: messages were not read.");
        /** Policy violation (RFC 6455, section 7.4.1). */
        private static final CloseReason LOGGED_OUT = new CloseReason(1008, "The token is not valid any more.");

        private final WebSocketConnection connection;
        private final Session session;
        private final Function<StoredEvent, String> text;
        private final Set<EventId> subscribed = ConcurrentHashMap.newKeySet();
        private final AtomicInteger unsent = new AtomicInteger();
        private volatile Cancellation.Registration registration = () -> {};

        Listener(WebSocketConnection connection, Session session, Function<StoredEvent, String> text) {
            this.connection = connection;
            this.session = session;
            this.text = text;
        }

        void registered(Cancellation.Registration with) {
            registration = with;
        }

        /**
         * From now on only changes of this event, and of others that were named so.
         *
         * @throws BridgeException.InvalidRequest when there are too many of them
         */
        void only(EventId id) {
            if (subscribed.size() >= MAX_SUBSCRIBED && !subscribed.contains(id)) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.TOO_MANY_SUBSCRIPTIONS,
                        "Expected at most " + MAX_SUBSCRIBED + " subscriptions of one connection. Open another one.");
            }
            subscribed.add(id);
        }

        @Override
        public void accept(StoredEvent event) {
            Optional<Principal> present = session.present();
            if (present.isEmpty()) {
                end(LOGGED_OUT);
                return;
            }
            boolean wanted = subscribed.isEmpty() || subscribed.contains(event.id());
            if (wanted && VisibleEvents.allows(present.get(), event) && connection.isOpen()) {
                send(text.apply(event));
            }
        }

        private void send(String message) {
            if (unsent.incrementAndGet() > MAX_UNSENT) {
                end(TOO_SLOW);
                return;
            }
            connection
                    .sendText(message)
                    .onTermination()
                    .invoke(unsent::decrementAndGet)
                    .subscribe()
                    .with(done -> {}, failure -> close());
        }

        private void end(CloseReason reason) {
            close();
            connection.close(reason).subscribe().with(done -> {}, failure -> {});
        }

        /** Hears nothing any more. */
        void close() {
            registration.close();
        }
    }
}
