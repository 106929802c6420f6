package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.event.EventStore.OpenTarget;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity.TargetKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who applies which event, and which table each event changes.
 *
 * <p>A claim is a row of {@code sync_target}, whose key is the target table: so no table is ever claimed twice. A row whose lease
 * has run out belongs to a dead worker or to an event that waited for its retry; only that event can have the table next.
 *
 * <p>An event's table is its {@code target_hash}. {@code target_open} is 1 as long as the server was not asked, be the hash {@link
 * #UNSETTLED}, one of names as they were written, or one that an older version of the bridge has made.
 */
final class EventClaims {

    /** The hash of new events, which nobody claims; as long as any other one, whatever databases make of shorter texts. */
    static final String UNSETTLED = "0".repeat(64);

    /** All columns of an index, in their order: with 10,000 events waiting the first ones are read, nothing is sorted. */
    private static final String NEXT = "SELECT e.event_id, e.target_hash FROM bridge.sync_event e"
            + " LEFT JOIN bridge.sync_target t ON t.target_hash = e.target_hash"
            + " WHERE e.active = 1 AND e.target_hash <> '" + UNSETTLED
            + "' AND (t.event_id IS NULL OR (t.event_id = e.event_id AND t.lease_until <= ?))"
            + " ORDER BY e.active, e.priority DESC, e.created_at, e.event_id, e.target_hash"
            + " OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY";

    private static final String HELD =
            " WHERE target_hash = (SELECT e.target_hash FROM bridge.sync_event e WHERE e.event_id = ?)"
                    + " AND event_id = ? AND lease_owner = ?";

    /** An event that waits, and the table that nobody works on. */
    record Next(EventId event, String targetHash) {}

    private EventClaims() {}

    /** What should be applied next; empty when there is nothing now. */
    static Optional<Next> next(Connection connection, LocalDateTime now) throws SQLException {
        return Statements.one(connection, NEXT, row -> new Next(new EventId(row.getString(1)), row.getString(2)), now);
    }

    /** Claims an event that {@link #next} found; returns it as it was before. Another claim has the table's key. */
    static EventRow.Entry take(
            Connection connection, Changes changes, Next next, String worker, LocalDateTime now, Duration lease)
            throws SQLException {
        EventRow.Entry before = EventRow.entry(connection, next.event()).orElseThrow();
        if (before.event().status().ended() || !before.targetHash().equals(next.targetHash())) {
            changes.outdate();
        }
        EventWriter.change(
                changes,
                before,
                "state = 'processing', attempts = attempts + 1, fence = fence + 1, takeovers = takeovers + ?,"
                        + " unsettled = ?, next_attempt_at = NULL, changed_at = ?",
                isTakenOver(before) ? 1 : 0,
                isTakenOver(before) || before.unsettled() ? 1 : 0,
                now);
        changes.add(
                "DELETE FROM bridge.sync_target WHERE target_hash = ? AND event_id = ? AND lease_until <= ?",
                before.targetHash(),
                next.event().value(),
                now);
        changes.add(
                "INSERT INTO bridge.sync_target (target_hash, event_id, lease_owner, lease_until) VALUES (?, ?, ?, ?)",
                before.targetHash(),
                next.event().value(),
                worker,
                now.plus(lease));
        return before;
    }

    private static boolean isTakenOver(EventRow.Entry before) {
        return before.event().status() == EventStatus.PROCESSING;
    }

    /** The claim that {@link #take} has made of it; empty when it has been lost already. */
    static Optional<Claim> made(Connection connection, EventRow.Entry before, String worker) throws SQLException {
        return EventRow.entry(connection, before.event().id())
                .filter(now -> now.fence() == before.fence() + 1 && now.event().status() == EventStatus.PROCESSING)
                .map(now -> claim(now, worker, isTakenOver(before)));
    }

    private static Claim claim(EventRow.Entry entry, String worker, boolean takenOver) {
        return new Claim(
                entry.event(),
                entry.fence(),
                worker,
                entry.takeovers(),
                takenOver,
                entry.unsettled(),
                Optional.of(entry.targetHash()).filter(known -> entry.targetKnown()));
    }

    /** Shuts earlier attempts at a pending event out, without its target. */
    static void overtake(Changes changes, EventRow.Entry before) {
        changes.require(
                "UPDATE bridge.sync_event SET fence = fence + 1 WHERE event_id = ? AND version = ? AND fence = ?",
                before.event().id().value(),
                before.event().version(),
                before.fence());
    }

    /** The claim that {@link #overtake} has made of it; empty when it was overtaken or claimed since. */
    static Optional<Claim> overtaken(Connection connection, EventRow.Entry before, String by) throws SQLException {
        return EventRow.entry(connection, before.event().id())
                .filter(now -> isOvertaken(now, before.fence() + 1))
                .map(now -> claim(now, by, false));
    }

    /** Whether the event is pending as {@link #overtake} left it. */
    static boolean isOvertaken(EventRow.Entry now, long fence) {
        return now.fence() == fence && now.event().status() == EventStatus.PENDING;
    }

    /** The claimed event, while the claim is still its worker's. */
    static Optional<EventRow.Entry> held(Connection connection, Claim claim) throws SQLException {
        Optional<EventRow.Entry> now = EventRow.entry(connection, claim.id())
                .filter(entry -> entry.fence() == claim.fence() && entry.event().status() == EventStatus.PROCESSING);
        boolean held = now.isPresent()
                && Statements.one(
                                connection,
                                "SELECT event_id FROM bridge.sync_target" + HELD,
                                row -> row.getString(1),
                                key(claim))
                        .isPresent();
        return held ? now : Optional.empty();
    }

    static void prolong(Changes changes, Claim claim, LocalDateTime until) {
        Object[] key = key(claim);
        changes.add("UPDATE bridge.sync_target SET lease_until = ?" + HELD, until, key[0], key[1], key[2]);
    }

    /** Keeps the target for the event's next attempt, for any worker. */
    static void park(Changes changes, Claim claim, LocalDateTime until) {
        Object[] key = key(claim);
        changes.add(
                "UPDATE bridge.sync_target SET lease_owner = NULL, lease_until = ?" + HELD,
                until,
                key[0],
                key[1],
                key[2]);
    }

    static void free(Changes changes, Claim claim) {
        changes.add("DELETE FROM bridge.sync_target" + HELD, key(claim));
    }

    private static Object[] key(Claim claim) {
        String event = claim.id().value();
        return new Object[] {event, event, claim.worker()};
    }

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

    static boolean hasTarget(Connection connection, EventId event, TargetKey key) throws SQLException {
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
                .sorted(Comparator.comparing(EventClaims::rank))
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
