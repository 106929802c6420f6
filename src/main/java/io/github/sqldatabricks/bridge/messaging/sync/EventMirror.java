package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sync.EventInbox;
import io.github.sqldatabricks.bridge.sync.EventReport;
import io.github.sqldatabricks.bridge.sync.EventStore;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/**
 * Writes statuses into the events table, one statement for many events. One process at a time does it, because two
 * writers of a Delta table conflict. What was written but not noted as written is written again, which changes nothing.
 * Thread-safe, blocking.
 */
@ApplicationScoped
public class EventMirror {

    private static final String DUTY = "mirror";
    /** Longer than a statement may take. */
    private static final Duration HOLD = Duration.ofMinutes(2);

    private final EventStore store;
    private final EventInbox inbox;
    private final SyncConfig config;

    public EventMirror(EventStore store, EventInbox inbox, SyncConfig config) {
        this.store = store;
        this.inbox = inbox;
        this.config = config;
    }

    /**
     * Writes what is due.
     *
     * @return how many events; 0 also when another process does it
     * @throws BridgeException when the store or the events table can't be used; nothing is lost
     */
    synchronized int write() {
        int batch = config.mirror().batch();
        int written = 0;
        boolean more = !store.unmirrored(1).isEmpty();
        // What is due is read while the duty is held: another process may have written newer states before.
        while (more && store.hold(DUTY, Worker.NAME, HOLD)) {
            List<StoredEvent> due = store.unmirrored(batch);
            if (!due.isEmpty()) {
                inbox.report(due.stream().map(EventReport::of).toList());
                store.mirrored(due);
            }
            written += due.size();
            more = due.size() == batch;
        }
        return written;
    }
}
