package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.Acceptance;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import io.github.sqldatabricks.bridge.sync.EventInbox;
import io.github.sqldatabricks.bridge.sync.EventOrigin;
import io.github.sqldatabricks.bridge.sync.EventReport;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.sync.EventStore;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        List<EventInbox.MalformedRow> malformed = new ArrayList<>(rows.malformed());
        Map<EventId, SyncEvent> events = new LinkedHashMap<>();
        for (EventDraft draft : rows.drafts()) {
            read(draft, events).ifPresent(malformed::add);
        }
        int taken = 0;
        for (Acceptance acceptance : store.accept(List.copyOf(events.values()))) {
            taken += take(acceptance, malformed) ? 1 : 0;
        }
        report(malformed);
        return taken;
    }

    /** The reason why a draft is no event; empty when it is one, and among {@code events} now. */
    private static Optional<EventInbox.MalformedRow> read(EventDraft draft, Map<EventId, SyncEvent> events) {
        String id = draft.eventId().orElse("");
        try {
            EventOrigin origin = new EventOrigin.EventsTable(
                    Optional.ofNullable(draft.metadata().get("user")));
            SyncEvent event = draft.toEvent(origin, Instant.now());
            SyncEvent twin = events.putIfAbsent(event.id(), event);
            if (twin == null || twin.contentHash().equals(event.contentHash())) {
                return Optional.empty();
            }
            events.remove(event.id());
            return Optional.of(reused(id));
        } catch (BridgeException.InvalidRequest e) {
            return Optional.of(new EventInbox.MalformedRow(id, e.code(), e.getMessage()));
        }
    }

    private boolean take(Acceptance acceptance, List<EventInbox.MalformedRow> malformed) {
        if (acceptance instanceof Acceptance.Accepted) {
            return true;
        }
        if (acceptance instanceof Acceptance.Reused reused) {
            malformed.add(reused(reused.event().event().id().value()));
            return false;
        }
        StoredEvent known = ((Acceptance.Known) acceptance).event();
        EventId id = known.event().id();
        store.mirrorAgain(List.of(id));
        boolean again = known.status() == EventStatus.FAILED || known.status() == EventStatus.BLOCKED;
        return again && known.mirrored() && store.retry(id).isPresent();
    }

    private static EventInbox.MalformedRow reused(String id) {
        return new EventInbox.MalformedRow(
                id, "event-id-reused", "The event_id was used for another event. Insert the row again with a new one.");
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
