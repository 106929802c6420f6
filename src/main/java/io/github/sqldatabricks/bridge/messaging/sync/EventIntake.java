package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sync.Acceptance;
import io.github.sqldatabricks.bridge.sync.EventInbox;
import io.github.sqldatabricks.bridge.sync.EventReport;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.sync.EventStore;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Makes events of the rows that were read, and tells the rows that are none. Thread-safe, blocking. */
@ApplicationScoped
public class EventIntake {

    private static final Logger LOG = Logger.getLogger(EventIntake.class);

    private final EventStore store;
    private final EventInbox inbox;

    public EventIntake(EventStore store, EventInbox inbox) {
        this.store = store;
        this.inbox = inbox;
    }

    /**
     * Stores what is new. A row whose event is known is pending again: either its status was not written yet, or somebody
     * set it back to have a failed event tried again.
     *
     * @return how many events are new or tried again
     * @throws BridgeException when the store or the events table can't be used; reading the rows again is safe
     */
    int take(EventInbox.PendingRows rows) {
        RowReader reader = new RowReader(rows);
        List<EventInbox.MalformedRow> malformed = new ArrayList<>(reader.malformed());
        List<StoredEvent> known = new ArrayList<>();
        int taken = 0;
        for (Acceptance acceptance : store.accept(reader.events())) {
            if (acceptance instanceof Acceptance.Known seen) {
                known.add(seen.event());
            } else if (acceptance instanceof Acceptance.Reused reused) {
                malformed.add(RowReader.reused(reused.event().event().id().value()));
            } else {
                taken++;
            }
        }
        report(malformed);
        return taken + takeAgain(known);
    }

    /** A row of a known event is pending, so the table shows an old state, or somebody wants another attempt. */
    private int takeAgain(List<StoredEvent> known) {
        if (known.isEmpty()) {
            return 0;
        }
        store.mirrorAgain(known.stream().map(event -> event.event().id()).toList());
        int again = 0;
        for (StoredEvent event : known) {
            boolean unsuccessful = event.status() == EventStatus.FAILED || event.status() == EventStatus.BLOCKED;
            boolean setBack = unsuccessful && event.mirrored();
            again += setBack && store.retry(event.event().id()).isPresent() ? 1 : 0;
        }
        return again;
    }

    private void report(List<EventInbox.MalformedRow> malformed) {
        if (malformed.isEmpty()) {
            return;
        }
        Instant now = Instant.now();
        inbox.report(malformed.stream().map(row -> EventReport.of(row, now)).toList());
        LOG.warnf("%d rows of the events table are no events; each says why in error_message", malformed.size());
    }
}
