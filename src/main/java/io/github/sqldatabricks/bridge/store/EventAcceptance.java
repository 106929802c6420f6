package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.Acceptance;
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

    /** Ids in one statement; SQL Server takes 2100 parameters. */
    private static final int CHUNK = 500;

    private EventAcceptance() {}

    static List<Acceptance> accept(Connection connection, List<SyncEvent> events, LocalDateTime now)
            throws SQLException {
        Map<EventId, EventRow.Entry> known = entries(connection, events);
        List<SyncEvent> fresh =
                events.stream().filter(event -> !known.containsKey(event.id())).toList();
        EventWriter.insert(connection, fresh, now);
        Map<EventId, EventRow.Entry> stored = entries(connection, fresh);
        List<Acceptance> acceptances = new ArrayList<>();
        for (SyncEvent event : events) {
            EventRow.Entry before = known.get(event.id());
            acceptances.add(
                    before == null
                            ? new Acceptance.Accepted(stored.get(event.id()).event())
                            : seenBefore(event, before));
        }
        return acceptances;
    }

    /** Those of the ids that are stored. */
    static Set<EventId> known(Connection connection, List<SyncEvent> events) throws SQLException {
        return entries(connection, events).keySet();
    }

    private static Acceptance seenBefore(SyncEvent event, EventRow.Entry before) {
        return before.contentHash().equals(event.contentHash())
                ? new Acceptance.Known(before.event())
                : new Acceptance.Reused(before.event());
    }

    private static Map<EventId, EventRow.Entry> entries(Connection connection, List<SyncEvent> events)
            throws SQLException {
        Map<EventId, EventRow.Entry> entries = new HashMap<>();
        for (int from = 0; from < events.size(); from += CHUNK) {
            List<SyncEvent> chunk = events.subList(from, Math.min(from + CHUNK, events.size()));
            String markers = String.join(", ", Collections.nCopies(chunk.size(), "?"));
            Statements.list(
                            connection,
                            EventRow.SELECT + "WHERE e.event_id IN (" + markers + ")",
                            EventRow::read,
                            chunk.stream().map(event -> event.id().value()).toArray())
                    .forEach(entry -> entries.put(entry.event().event().id(), entry));
        }
        return entries;
    }
}
