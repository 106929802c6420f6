package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.sync.OpenTarget;
import io.github.sqldatabricks.bridge.sync.TargetKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Which table each event changes: {@code target_hash}. {@code target_open} is 1 as long as the server was not asked, be the hash
 * {@link #UNSETTLED}, one of names as they were written, or one that an older version of the bridge has made.
 */
final class EventTargets {

    /** The hash of new events, which nobody claims; as long as any other one, whatever databases make of shorter texts. */
    static final String UNSETTLED = "0".repeat(64);

    private EventTargets() {}

    static List<OpenTarget> unsettled(Connection connection, int limit) throws SQLException {
        return Statements.list(
                connection,
                EventRow.SELECT + "WHERE e.target_open = 1 AND e.active = 1 AND e.state <> 'processing'"
                        + " ORDER BY CASE WHEN e.target_hash = '" + UNSETTLED
                        + "' THEN 0 ELSE 1 END, e.priority DESC, e.created_at, e.event_id OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY",
                row -> {
                    EventRow.Entry entry = EventRow.read(row);
                    return new OpenTarget(entry.event().event(), entry.targetHash());
                },
                limit);
    }

    static boolean has(Connection connection, EventId event, TargetKey key) throws SQLException {
        return EventRow.entry(connection, event)
                .filter(entry -> entry.targetHash().equals(key.hash()))
                .isPresent();
    }

    /** Gives a waiting event its key. */
    static void settle(Connection connection, Changes changes, EventId event, TargetKey key) throws SQLException {
        Optional<EventRow.Entry> waiting = EventRow.entry(connection, event)
                .filter(found ->
                        !found.event().status().ended() && found.event().status() != EventStatus.PROCESSING);
        if (waiting.isEmpty()) {
            return;
        }
        EventRow.Entry before = waiting.get();
        changes.require(
                "UPDATE bridge.sync_event SET target_hash = ?, target_open = ?"
                        + " WHERE event_id = ? AND version = ? AND target_hash = ?",
                key.hash(),
                open(key),
                event.value(),
                before.event().version(),
                before.targetHash());
        if (!before.targetHash().equals(key.hash())) {
            moveRetry(connection, changes, event, key);
        }
    }

    /** Gives an event whose claim was given back its key; nobody has a table for it then. */
    static void settleFreed(Changes changes, EventId event, TargetKey key) {
        changes.add(
                "UPDATE bridge.sync_event SET target_hash = ?, target_open = ? WHERE event_id = ?",
                key.hash(),
                open(key),
                event.value());
    }

    private static int open(TargetKey key) {
        return key.confirmed() ? 0 : 1;
    }

    /** An event in retry has a table: it takes it along, unless another event has the one that it moves to. */
    private static void moveRetry(Connection connection, Changes changes, EventId event, TargetKey key)
            throws SQLException {
        boolean isTaken = Statements.one(
                        connection,
                        "SELECT event_id FROM bridge.sync_target WHERE target_hash = ?",
                        row -> row.getString(1),
                        key.hash())
                .isPresent();
        if (isTaken) {
            changes.add("DELETE FROM bridge.sync_target WHERE event_id = ?", event.value());
        } else {
            changes.add("UPDATE bridge.sync_target SET target_hash = ? WHERE event_id = ?", key.hash(), event.value());
        }
    }
}
