package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.event.EventStore.OpenTarget;
import io.github.sqldatabricks.bridge.sync.TargetIdentity.TargetKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Which table each event changes: {@code target_hash}. {@code target_open} is 1 as long as the server was not asked, be the hash
 * {@link #UNSETTLED}, one of names as they were written, or one that an older version of the bridge has made.
 */
final class EventTargets {

    /** The hash of new events, which nobody claims; as long as any other one, whatever databases make of shorter texts. */
    static final String UNSETTLED = "0".repeat(64);

    private EventTargets() {}

    /** At most {@code limit} with a key, then as many new ones: neither keep the others out. */
    static List<OpenTarget> unsettled(Connection connection, int limit) throws SQLException {
        List<OpenTarget> all = new ArrayList<>(open(connection, "<>", limit));
        all.addAll(open(connection, "=", limit));
        return all;
    }

    private static List<OpenTarget> open(Connection connection, String isNew, int limit) throws SQLException {
        return Statements.list(
                connection,
                EventRow.SELECT + "WHERE e.target_open = 1 AND e.active = 1 AND e.state <> 'processing'"
                        + " AND e.target_hash " + isNew + " '" + UNSETTLED
                        + "' ORDER BY e.priority DESC, e.created_at, e.event_id OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY",
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

    /**
     * Those of the events that wait, in the order in which they may move to the table they share: the one that moves later can't be claimed
     * before. First comes what holds up others, then what has a key, then what is new.
     *
     * @param events in the order of claims
     */
    static List<EventRow.Entry> waiting(Connection connection, List<EventId> events) throws SQLException {
        Map<EventId, EventRow.Entry> found = EventRow.entries(connection, events);
        return events.stream()
                .map(found::get)
                .filter(entry -> entry != null && isWaiting(entry))
                .sorted(Comparator.comparing(EventTargets::rank))
                .toList();
    }

    private static boolean isWaiting(EventRow.Entry entry) {
        EventStatus status = entry.event().status();
        return !status.ended() && status != EventStatus.PROCESSING;
    }

    private static int rank(EventRow.Entry waiting) {
        if (waiting.event().status() == EventStatus.RETRY) {
            return 0;
        }
        return waiting.targetHash().equals(UNSETTLED) ? 2 : 1;
    }

    /** Gives a waiting event its key. */
    static void settle(Changes changes, EventRow.Entry before, TargetKey key) {
        changes.require(
                "UPDATE bridge.sync_event SET target_hash = ?, target_open = ?"
                        + " WHERE event_id = ? AND version = ? AND target_hash = ?",
                key.hash(),
                open(key),
                before.event().id().value(),
                before.event().version(),
                before.targetHash());
        if (!before.targetHash().equals(key.hash())) {
            moveRetry(changes, before.event().id(), key);
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
    private static void moveRetry(Changes changes, EventId event, TargetKey key) {
        changes.add(
                "DELETE FROM bridge.sync_target WHERE event_id = ?"
                        + " AND EXISTS (SELECT 1 FROM bridge.sync_target t WHERE t.target_hash = ?)",
                event.value(),
                key.hash());
        changes.add("UPDATE bridge.sync_target SET target_hash = ? WHERE event_id = ?", key.hash(), event.value());
    }
}
