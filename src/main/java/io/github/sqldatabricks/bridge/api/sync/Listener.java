package io.github.sqldatabricks.bridge.api.sync;

import io.github.sqldatabricks.bridge.access.Principal;
import io.github.sqldatabricks.bridge.access.Session;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** One open connection. A caller that does not read is cut off, so that what waits for it can't grow. Thread-safe. */
final class Listener implements Consumer<StoredEvent> {

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
        boolean wanted =
                subscribed.isEmpty() || subscribed.contains(event.event().id());
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
