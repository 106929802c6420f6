package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.event.EventStore.EventCounts;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Counts events, by one statement for all figures: who watches them asks every second. */
final class EventTotals {

    private static final String WAITING = "#waiting";
    private static final String UNWRITTEN = "#unwritten";

    /** The last part is the one without a time, so that the column's type is known before. */
    private static final String SQL = "SELECT '" + WAITING + "' AS state, '' AS operation, 0 AS events,"
            + " MIN(accepted_at) AS oldest FROM bridge.sync_event WHERE active = 1"
            + " UNION ALL SELECT '" + UNWRITTEN
            + "', '', COUNT(*), MIN(changed_at) FROM bridge.sync_event WHERE mirror_due = 1"
            + " UNION ALL SELECT state, operation, COUNT(*), NULL FROM bridge.sync_event";

    private final Map<EventStatus, Long> byStatus = new EnumMap<>(EventStatus.class);
    private final Map<SyncOperation.Kind, Long> byOperation = new EnumMap<>(SyncOperation.Kind.class);
    private Optional<Instant> oldestWaiting = Optional.empty();
    private long unwritten;
    private Optional<Instant> oldestUnwritten = Optional.empty();

    private EventTotals() {
        for (EventStatus status : EventStatus.values()) {
            byStatus.put(status, 0L);
        }
        for (SyncOperation.Kind operation : SyncOperation.Kind.values()) {
            byOperation.put(operation, 0L);
        }
    }

    /** @param user whose events are counted; what is about waiting and writing back is about everybody's */
    static EventCounts of(Connection connection, LocalDateTime now, Optional<String> user) throws SQLException {
        EventTotals totals = new EventTotals();
        Statements.list(
                connection,
                SQL + (user.isPresent() ? " WHERE user_name = ?" : "") + " GROUP BY state, operation",
                totals::add,
                user.map(EventRow::userKey).stream().toArray());
        return new EventCounts(
                totals.byStatus,
                totals.byOperation,
                totals.oldestWaiting,
                totals.unwritten,
                totals.oldestUnwritten,
                Statements.instant(now));
    }

    private String add(ResultSet row) throws SQLException {
        String state = row.getString("state");
        long events = row.getLong("events");
        switch (state) {
            case WAITING -> oldestWaiting = Statements.time(row, "oldest");
            case UNWRITTEN -> {
                unwritten = events;
                oldestUnwritten = Statements.time(row, "oldest");
            }
            default -> {
                byStatus.merge(EventStatus.of(state), events, Long::sum);
                byOperation.merge(SyncOperation.Kind.of(row.getString("operation")), events, Long::sum);
            }
        }
        return state;
    }
}
