package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.EventStore.AcceptResult;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** New events, and those that only seem to be new. */
final class EventAcceptance {

    /** Events in one statement; each has 11 of the values of {@link Changes}. */
    static final int CHUNK = 100;

    private EventAcceptance() {}

    /** Stores those that are new; returns those that are there already. */
    static Map<EventId, EventRow.Entry> accept(
            Connection connection, Changes changes, List<SyncEvent> events, LocalDateTime now) throws SQLException {
        Map<EventId, EventRow.Entry> known = entries(connection, ids(events));
        List<SyncEvent> fresh =
                events.stream().filter(event -> !known.containsKey(event.id())).toList();
        if (!fresh.isEmpty()) {
            EventWriter.insert(changes, fresh, now);
        }
        return known;
    }

    /** What became of each event, once those that were not known are stored. */
    static List<AcceptResult> told(Connection connection, List<SyncEvent> events, Map<EventId, EventRow.Entry> known)
            throws SQLException {
        Map<EventId, EventRow.Entry> stored = entries(connection, ids(events));
        List<AcceptResult> acceptances = new ArrayList<>();
        for (SyncEvent event : events) {
            EventRow.Entry before = known.get(event.id());
            acceptances.add(
                    before == null ? new AcceptResult.New(stored.get(event.id()).event()) : seenBefore(event, before));
        }
        return acceptances;
    }

    /** Those of the ids that are stored. */
    static Set<EventId> known(Connection connection, List<SyncEvent> events) throws SQLException {
        return entries(connection, ids(events)).keySet();
    }

    private static AcceptResult seenBefore(SyncEvent event, EventRow.Entry before) {
        return before.contentHash().equals(event.contentHash())
                ? new AcceptResult.Duplicate(before.event())
                : new AcceptResult.Conflict(before.event());
    }

    private static List<EventId> ids(List<SyncEvent> events) {
        return events.stream().map(SyncEvent::id).toList();
    }

    /** Those of the events that are stored. */
    static Map<EventId, EventRow.Entry> entries(Connection connection, List<EventId> events) throws SQLException {
        Map<EventId, EventRow.Entry> entries = new HashMap<>();
        for (int from = 0; from < events.size(); from += CHUNK) {
            List<EventId> chunk = events.subList(from, Math.min(from + CHUNK, events.size()));
            String markers = String.join(", ", Collections.nCopies(chunk.size(), "?"));
            Statements.list(
                            connection,
                            EventRow.SELECT + "WHERE e.event_id IN (" + markers + ")",
                            EventRow::read,
                            chunk.stream().map(EventId::value).toArray())
                    .forEach(entry -> entries.put(entry.event().id(), entry));
        }
        return entries;
    }
}
