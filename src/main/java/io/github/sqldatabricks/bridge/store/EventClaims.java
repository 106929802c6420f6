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
    private static final String NEXT = "SELECT e.event_id FROM bridge.sync_event e"
            + " LEFT JOIN bridge.sync_target t ON t.target_hash = e.target_hash"
            + " WHERE e.active = 1 AND e.target_hash <> '" + EventTargets.UNSETTLED
            + "' AND (t.event_id IS NULL OR (t.event_id = e.event_id AND t.lease_until <= ?))"
            + " ORDER BY e.active, e.priority DESC, e.created_at, e.event_id, e.target_hash"
            + " OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY";

    private static final String HELD =
            " WHERE target_hash = (SELECT e.target_hash FROM bridge.sync_event e WHERE e.event_id = ?)"
                    + " AND event_id = ? AND lease_owner = ?";

    private EventClaims() {}

    /** What should be applied next; empty when there is nothing now. */
    static Optional<EventId> next(Connection connection, LocalDateTime now) throws SQLException {
        return Statements.one(connection, NEXT, row -> new EventId(row.getString(1)), now);
    }

    /** Claims an event that {@link #next} found in this transaction, after {@link EventWriter#nextVersion}. */
    static Claim take(Connection connection, EventId event, String worker, LocalDateTime now, Duration lease)
            throws SQLException {
        EventRow.Entry entry = EventRow.entry(connection, event).orElseThrow();
        String id = event.value();
        Statements.update(connection, "DELETE FROM bridge.sync_target WHERE target_hash = ?", entry.targetHash());
        Statements.update(
                connection,
                "INSERT INTO bridge.sync_target (target_hash, event_id, lease_owner, lease_until) VALUES (?, ?, ?, ?)",
                entry.targetHash(),
                id,
                worker,
                now.plus(lease));
        EventStatus before = entry.event().status();
        boolean takenOver = before == EventStatus.PROCESSING;
        Statements.update(
                connection,
                "UPDATE bridge.sync_event SET state = 'processing', attempts = attempts + 1, fence = fence + 1,"
                        + " takeovers = takeovers + ?, unsettled = ?, next_attempt_at = NULL, version = ?, changed_at = ?,"
                        + " mirror_due = from_table WHERE event_id = ?",
                takenOver ? 1 : 0,
                takenOver || entry.unsettled() ? 1 : 0,
                EventWriter.lastVersion(connection),
                now,
                id);
        return claim(EventRow.entry(connection, event).orElseThrow(), worker, takenOver);
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

    /** Shuts earlier attempts at a pending event out, without its target; after {@link EventWriter#nextVersion}. */
    static Claim overtake(Connection connection, EventId event, String by) throws SQLException {
        Statements.update(
                connection, "UPDATE bridge.sync_event SET fence = fence + 1 WHERE event_id = ?", event.value());
        return claim(EventRow.entry(connection, event).orElseThrow(), by, false);
    }

    /** Whether the event is pending as {@link #overtake} left it. */
    static boolean isOvertaken(Connection connection, Claim claim) throws SQLException {
        return EventRow.entry(connection, claim.event().event().id())
                .filter(now -> now.fence() == claim.fence() && now.event().status() == EventStatus.PENDING)
                .isPresent();
    }

    /** Whether the claim is still its worker's. */
    static boolean isHeld(Connection connection, Claim claim) throws SQLException {
        Optional<EventRow.Entry> now =
                EventRow.entry(connection, claim.event().event().id());
        return now.isPresent()
                && now.get().fence() == claim.fence()
                && now.get().event().status() == EventStatus.PROCESSING
                && Statements.one(
                                connection,
                                "SELECT event_id FROM bridge.sync_target" + HELD,
                                row -> row.getString(1),
                                key(claim))
                        .isPresent();
    }

    static void prolong(Connection connection, Claim claim, LocalDateTime until) throws SQLException {
        Object[] key = key(claim);
        Statements.update(
                connection, "UPDATE bridge.sync_target SET lease_until = ?" + HELD, until, key[0], key[1], key[2]);
    }

    /** Keeps the target for the event's next attempt, for any worker. */
    static void park(Connection connection, Claim claim, LocalDateTime until) throws SQLException {
        Object[] key = key(claim);
        Statements.update(
                connection,
                "UPDATE bridge.sync_target SET lease_owner = NULL, lease_until = ?" + HELD,
                until,
                key[0],
                key[1],
                key[2]);
    }

    static void free(Connection connection, Claim claim) throws SQLException {
        Statements.update(connection, "DELETE FROM bridge.sync_target" + HELD, key(claim));
    }

    private static Object[] key(Claim claim) {
        return new Object[] {
            claim.event().event().id().value(), claim.event().event().id().value(), claim.worker()
        };
    }
}
