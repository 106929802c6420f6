package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.event.EventStore.TargetState;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at events; changes nothing. */
final class EventQueries {

    private static final String PAGE = " OFFSET ? ROWS FETCH NEXT ? ROWS ONLY";

    private EventQueries() {}

    static List<StoredEvent> list(Connection connection, EventStore.Filter filter) throws SQLException {
        List<Object> values = new ArrayList<>();
        return events(connection, page(filter, values), values.toArray());
    }

    /** What any of the filters lets through. */
    static List<StoredEvent> list(Connection connection, List<EventStore.Filter> filters) throws SQLException {
        List<Object> values = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        filters.forEach(filter -> parts.add("SELECT e.* FROM (" + EventRow.SELECT + page(filter, values) + ") e"));
        return Statements.list(
                connection,
                String.join(" UNION ALL ", parts),
                row -> EventRow.read(row).event(),
                values.toArray());
    }

    /** What stands behind FROM; its values come behind those that are there. */
    private static String page(EventStore.Filter filter, List<Object> values) {
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        add("e.operation = ?", filter.operation().map(SyncOperation.Kind::name), conditions, values);
        add("e.user_name = ?", filter.visibleTo().map(EventRow::userKey), conditions, values);
        add("e.user_name = ?", filter.user().map(EventRow::userKey), conditions, values);
        add("e.target_table = ?", filter.target().map(EventRow::tableKey), conditions, values);
        add("e.source_table = ?", filter.source().map(EventRow::tableKey), conditions, values);
        add("e.error_code = ?", filter.errorCode(), conditions, values);
        add("e.accepted_at >= ?", filter.from(), conditions, values);
        add("e.accepted_at < ?", filter.to(), conditions, values);
        if (!filter.statuses().isEmpty()) {
            conditions.add("e.state IN ("
                    + String.join(", ", Collections.nCopies(filter.statuses().size(), "?")) + ")");
            filter.statuses().forEach(status -> values.add(status.text()));
        }
        filter.after().ifPresent(last -> {
            conditions.add("(e.accepted_at < ? OR e.accepted_at = ? AND e.event_id > ?)");
            values.addAll(
                    List.of(last.acceptedAt(), last.acceptedAt(), last.event().value()));
        });
        values.add(filter.offset());
        values.add(filter.limit());
        return "WHERE " + String.join(" AND ", conditions) + " ORDER BY e.accepted_at DESC, e.event_id" + PAGE;
    }

    private static void add(String condition, Optional<?> value, List<String> conditions, List<Object> values) {
        value.ifPresent(wanted -> {
            conditions.add(condition);
            values.add(wanted);
        });
    }

    /** Which process has claimed the event. */
    static Optional<String> holder(Connection connection, EventId id) throws SQLException {
        return Statements.list(
                        connection,
                        "SELECT lease_owner FROM bridge.sync_target WHERE event_id = ?",
                        row -> Optional.ofNullable(row.getString(1)),
                        id.value())
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    static List<TargetState> targets(Connection connection, Optional<String> user, int limit) throws SQLException {
        List<Object> values =
                new ArrayList<>(user.map(EventRow::userKey).stream().toList());
        values.add(limit);
        return Statements.list(
                connection,
                "SELECT target_table, MAX(accepted_at) AS last_accepted, SUM(CASE WHEN state = 'pending' THEN 1 ELSE 0 END),"
                        + " SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'blocked' THEN 1 ELSE 0 END),"
                        + " MAX(CASE WHEN state = 'processing' THEN event_id END),"
                        + " MIN(CASE WHEN state = 'retry' THEN changed_at END) AS retry_since FROM bridge.sync_event"
                        + " WHERE target_table IS NOT NULL" + (user.isPresent() ? " AND user_name = ?" : "")
                        + " GROUP BY target_table ORDER BY last_accepted DESC, target_table OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY",
                row -> new TargetState(
                        row.getString(1),
                        Statements.time(row, "last_accepted").orElseThrow(),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        Optional.ofNullable(row.getString(6)).map(EventId::new),
                        Statements.time(row, "retry_since")),
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
}
