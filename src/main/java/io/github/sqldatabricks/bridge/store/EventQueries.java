package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.event.EventStore.EventCounts;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at events; changes nothing. */
final class EventQueries {

    private static final String PAGE = " OFFSET ? ROWS FETCH NEXT ? ROWS ONLY";

    private EventQueries() {}

    static List<StoredEvent> list(Connection connection, EventStore.Filter filter) throws SQLException {
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        List<Object> values = new ArrayList<>();
        filter.status().ifPresent(status -> {
            conditions.add("e.state = ?");
            values.add(status.text());
        });
        filter.operation().ifPresent(operation -> {
            conditions.add("e.operation = ?");
            values.add(operation.name());
        });
        filter.user().ifPresent(user -> {
            conditions.add("e.user_name = ?");
            values.add(EventRow.userKey(user));
        });
        values.add(filter.offset());
        values.add(filter.limit());
        return events(
                connection,
                "WHERE " + String.join(" AND ", conditions) + " ORDER BY e.accepted_at DESC, e.event_id" + PAGE,
                values.toArray());
    }

    static List<StoredEvent> unwritten(Connection connection, int limit) throws SQLException {
        return events(connection, "WHERE e.mirror_due = 1 ORDER BY e.version" + PAGE, 0, limit);
    }

    static List<StoredEvent> changedSince(Connection connection, long version, int limit) throws SQLException {
        return events(connection, "WHERE e.version > ? ORDER BY e.version" + PAGE, version, 0, limit);
    }

    private static List<StoredEvent> events(Connection connection, String condition, Object... values)
            throws SQLException {
        return Statements.list(
                connection,
                EventRow.SELECT + condition,
                row -> EventRow.read(row).event(),
                values);
    }

    static long waiting(Connection connection) throws SQLException {
        return Statements.one(
                        connection,
                        "SELECT COUNT(*) FROM bridge.sync_event WHERE active = 1 AND state <> 'processing'",
                        row -> row.getLong(1))
                .orElseThrow();
    }

    static Set<EventId> shownPending(Connection connection) throws SQLException {
        return Set.copyOf(Statements.list(
                connection,
                "SELECT event_id FROM bridge.sync_event"
                        + " WHERE active = 1 AND state = 'pending' AND from_table = 1 AND mirror_due = 0",
                row -> new EventId(row.getString(1))));
    }

    static EventCounts counts(Connection connection, LocalDateTime now, Optional<String> user) throws SQLException {
        Map<EventStatus, Long> byStatus = new EnumMap<>(EventStatus.class);
        for (EventStatus status : EventStatus.values()) {
            byStatus.put(status, 0L);
        }
        Map<SyncOperation.Kind, Long> byOperation = new EnumMap<>(SyncOperation.Kind.class);
        for (SyncOperation.Kind operation : SyncOperation.Kind.values()) {
            byOperation.put(operation, 0L);
        }
        Statements.list(
                connection,
                "SELECT state, operation, COUNT(*) FROM bridge.sync_event"
                        + (user.isPresent() ? " WHERE user_name = ?" : "") + " GROUP BY state, operation",
                row -> {
                    long count = row.getLong(3);
                    byStatus.merge(EventStatus.of(row.getString(1)), count, Long::sum);
                    return byOperation.merge(SyncOperation.Kind.of(row.getString(2)), count, Long::sum);
                },
                user.map(EventRow::userKey).stream().toArray());
        return new EventCounts(
                byStatus,
                byOperation,
                oldest(connection, "SELECT MIN(accepted_at) AS oldest FROM bridge.sync_event WHERE active = 1"),
                unwritten(connection),
                oldest(connection, "SELECT MIN(changed_at) AS oldest FROM bridge.sync_event WHERE mirror_due = 1"),
                Statements.instant(now));
    }

    private static long unwritten(Connection connection) throws SQLException {
        return Statements.one(
                        connection,
                        "SELECT COUNT(*) FROM bridge.sync_event WHERE mirror_due = 1",
                        row -> row.getLong(1))
                .orElseThrow();
    }

    private static Optional<Instant> oldest(Connection connection, String sql) throws SQLException {
        return Statements.one(connection, sql, row -> Statements.time(row, "oldest"))
                .orElseThrow();
    }
}
