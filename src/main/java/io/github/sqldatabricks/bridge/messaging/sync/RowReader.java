package io.github.sqldatabricks.bridge.messaging.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import io.github.sqldatabricks.bridge.sync.EventsTable;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells the rows that are events from those that are none. Each row that is none fails alone. */
final class RowReader {

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
