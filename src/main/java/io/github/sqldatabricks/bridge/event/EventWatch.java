package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Tells of every change of an event: of other processes within about a second, of this one when an attempt has ended.
 * Several changes in that time are told as one. Looks at the store only while there is a listener. Thread-safe.
 */
@ApplicationScoped
public class EventWatch {

    private static final Logger LOG = Logger.getLogger(EventWatch.class);
    private static final int PAGE = 500;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final EventStore store;
    private final List<Consumer<StoredEvent>> listeners = new CopyOnWriteArrayList<>();
    private long told;

    public EventWatch(EventStore store) {
        this.store = store;
    }

    /** Tells the listener of all changes from now on; it must be quick and must not throw. */
    public synchronized Cancellation.Registration subscribe(Consumer<StoredEvent> listener) {
        if (listeners.isEmpty()) {
            told = store.lastVersion();
        }
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void assign(@Observes Duties duties) {
        duties.every("event_watch", BETWEEN_LOOKS, this::look);
    }

    /** Tells what has changed since the last look. */
    public void look() {
        if (listeners.isEmpty()) {
            return;
        }
        try {
            tell();
        } catch (BridgeException e) {
            LOG.warnf("Changes of events can't be read: %s", e.getMessage());
        }
    }

    private synchronized void tell() {
        List<StoredEvent> changed = store.changedSince(told, PAGE);
        while (!changed.isEmpty()) {
            for (StoredEvent event : changed) {
                listeners.forEach(listener -> tell(listener, event));
                told = event.version();
            }
            changed = changed.size() < PAGE ? List.of() : store.changedSince(told, PAGE);
        }
    }

    private static void tell(Consumer<StoredEvent> listener, StoredEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            LOG.errorf(e, "A listener failed: event=%s", event.id());
        }
    }
}
