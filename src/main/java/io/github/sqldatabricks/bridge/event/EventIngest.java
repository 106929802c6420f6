package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.event.EventStore.AcceptResult;
import io.github.sqldatabricks.bridge.event.EventsTable.StatusReport;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Makes events of the rows that were read, and tells the rows that are none. Thread-safe, blocking. */
@ApplicationScoped
public class EventIngest {

    private static final Logger LOG = Logger.getLogger(EventIngest.class);

    private final EventStore store;
    private final EventsTable eventsTable;
    private final OutcomeWriter outcomes;

    public EventIngest(EventStore store, EventsTable eventsTable, OutcomeWriter outcomes) {
        this.store = store;
        this.eventsTable = eventsTable;
        this.outcomes = outcomes;
    }

    /**
     * Stores what is new. A row whose event is known is pending again: either its status was not written yet, or a user
     * set it back to have a failed event tried again, or it waits.
     *
     * @param room how many new events may be stored; the rows behind them stay where they are
     * @return how many events are new or tried again
     * @throws BridgeException when the store or the events table can't be used; reading the rows again is safe
     */
    int take(EventsTable.PendingRows rows, int room) {
        RowReader reader = new RowReader(rows);
        List<EventsTable.MalformedRow> malformed = new ArrayList<>(reader.malformed());
        List<StoredEvent> known = new ArrayList<>();
        int taken = 0;
        for (AcceptResult acceptance : store.accept(first(room, reader.events()))) {
            if (acceptance instanceof AcceptResult.Duplicate seen) {
                known.add(seen.event());
            } else if (acceptance instanceof AcceptResult.Conflict reused) {
                malformed.add(RowReader.reused(reused.event().id().value()));
            } else {
                taken++;
            }
        }
        malformed.forEach(this::cancelWaiting);
        report(malformed);
        return taken + takeAgain(known);
    }

    /** A row of a known event is pending, so the table shows an old state, or a user wants another attempt. */
    private int takeAgain(List<StoredEvent> known) {
        if (known.isEmpty()) {
            return 0;
        }
        store.writeAgain(known.stream()
                .filter(event -> !showsRightly(event))
                .map(event -> event.id())
                .toList());
        int again = 0;
        for (StoredEvent event : known) {
            boolean unsuccessful = event.status() == EventStatus.FAILED || event.status() == EventStatus.BLOCKED;
            boolean setBack = unsuccessful && event.writtenBack();
            again += setBack && retry(event.id()) ? 1 : 0;
        }
        return again;
    }

    private boolean retry(EventId id) {
        try {
            return store.retry(id).isPresent();
        } catch (BridgeException.Conflict e) {
            LOG.debugf("Another process has made the event pending again: event=%s", id);
            return false;
        }
    }

    /**
     * Cancels events whose rows are gone, or are not pending any more: they are not wanted any more. A row that says processing is
     * not taken back: an earlier version of the bridge says so of events that wait, and another process has said so of one that it
     * has given back. It is to say pending again.
     *
     * @param shown the events whose rows said pending before the rows were read
     * @param all every pending row that there is
     * @throws BridgeException when the store or the events table can't be used; nothing is cancelled then
     */
    void forget(Set<EventId> shown, EventsTable.PendingRows all) {
        Set<String> there = Stream.concat(
                        all.drafts().stream().flatMap(draft -> draft.eventId().stream()),
                        all.malformed().stream().map(EventsTable.MalformedRow::eventId))
                .collect(Collectors.toSet());
        List<EventId> missing =
                shown.stream().filter(id -> !there.contains(id.value())).toList();
        if (missing.isEmpty()) {
            return;
        }
        Set<String> unfinished = eventsTable.unfinished();
        store.writeAgain(
                missing.stream().filter(id -> unfinished.contains(id.value())).toList());
        missing.stream()
                .filter(id -> !unfinished.contains(id.value()))
                .forEach(id -> cancel(id, "its row, which is gone or not pending any more"));
    }

    private List<SyncEvent> first(int room, List<SyncEvent> events) {
        Set<EventId> known = store.known(events);
        List<SyncEvent> some = new ArrayList<>();
        int fresh = 0;
        for (SyncEvent event : events) {
            boolean isKnown = known.contains(event.id());
            if (isKnown || fresh < room) {
                some.add(event);
            }
            fresh += isKnown ? 0 : 1;
        }
        return some;
    }

    /** A waiting event of the table, whose row is pending. One that came by a request may have got its row just now. */
    private static boolean showsRightly(StoredEvent event) {
        return event.status() == EventStatus.PENDING && event.event().origin() instanceof SyncEvent.Origin.EventsTable;
    }

    /** The row of an event that nobody has begun was changed: what it said before is not to be applied any more. */
    private void cancelWaiting(EventsTable.MalformedRow row) {
        if (row.error() != ErrorCode.EVENT_ID_REUSED) {
            return;
        }
        EventId id = new EventId(row.eventId());
        if (store.find(id).filter(EventIngest::showsRightly).isPresent()) {
            cancel(id, "a row with the same event_id and another content");
        }
    }

    private void cancel(EventId id, String why) {
        try {
            outcomes.cancel(id, why);
        } catch (BridgeException.Conflict e) {
            LOG.debugf("Event not cancelled, because it began before its row was changed: event=%s", id);
        } catch (BridgeException.Busy e) {
            LOG.warnf(
                    "Event whose row is gone or was changed is not cancelled yet: event=%s reason=%s",
                    id, e.getMessage());
        }
    }

    private void report(List<EventsTable.MalformedRow> malformed) {
        if (malformed.isEmpty()) {
            return;
        }
        Instant now = Instant.now();
        eventsTable.report(
                malformed.stream().map(row -> StatusReport.of(row, now)).toList());
        LOG.warnf("Rows of the events table are no events, and say why in error_message: rows=%d", malformed.size());
    }

    /** Tells the rows that are events from those that are none. Each row that is none fails alone. */
    static final class RowReader {

        private final Map<EventId, SyncEvent> events = new LinkedHashMap<>();
        private final Set<EventId> ambiguous = new LinkedHashSet<>();
        private final List<EventsTable.MalformedRow> malformed;

        RowReader(EventsTable.PendingRows rows) {
            malformed = new ArrayList<>(rows.malformed());
            rows.drafts().forEach(this::read);
            events.keySet().removeAll(ambiguous);
            ambiguous.forEach(id -> malformed.add(reused(id.value())));
        }

        /** The events, each id once. */
        List<SyncEvent> events() {
            return List.copyOf(events.values());
        }

        List<EventsTable.MalformedRow> malformed() {
            return malformed;
        }

        /** What is said of a row whose id belongs to another event. */
        static EventsTable.MalformedRow reused(String id) {
            return new EventsTable.MalformedRow(
                    id,
                    ErrorCode.EVENT_ID_REUSED,
                    "The event_id was used for another event. Insert the row again with a new one.");
        }

        private void read(EventDraft draft) {
            String id = draft.eventId().orElse("");
            try {
                // An id of the bridge's own choice would make another event of the row each time that it is read.
                EventId given = new EventId(id);
                SyncEvent.Origin origin = new SyncEvent.Origin.EventsTable(
                        Optional.ofNullable(draft.metadata().get("user")).filter(user -> !user.isBlank()));
                SyncEvent event = draft.toEvent(origin, Instant.now());
                SyncEvent twin = events.putIfAbsent(given, event);
                if (twin != null && !twin.contentHash().equals(event.contentHash())) {
                    ambiguous.add(given);
                }
            } catch (BridgeException.InvalidRequest e) {
                malformed.add(new EventsTable.MalformedRow(id, e.error(), e.getMessage()));
            }
        }
    }
}
