package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.Claim;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * Who applies which event. A claim is a row of {@code sync_target}, whose key is the target table: so no table is ever
 * claimed twice. A row whose lease has run out belongs to a dead worker or to an event that waited for its retry; only
 * that event can have the table next.
 */
final class EventClaims {

    /** All columns of an index, in their order: with 10,000 events waiting the first ones are read, nothing is sorted. */
    private static final String NEXT = "SELECT e.event_id, e.target_hash FROM bridge.sync_event e"
            + " LEFT JOIN bridge.sync_target t ON t.target_hash = e.target_hash"
            + " WHERE e.active = 1 AND e.target_hash <> '" + EventTargets.UNSETTLED
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
}
