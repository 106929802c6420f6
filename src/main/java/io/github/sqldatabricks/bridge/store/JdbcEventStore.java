package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.Acceptance;
import io.github.sqldatabricks.bridge.sync.Claim;
import io.github.sqldatabricks.bridge.sync.EventCounts;
import io.github.sqldatabricks.bridge.sync.EventFilter;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.sync.EventStore;
import io.github.sqldatabricks.bridge.sync.OpenTarget;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.TargetKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@link EventStore} in the database of jobs. */
@ApplicationScoped
public class JdbcEventStore implements EventStore {

    private final JobDatabase database;

    public JdbcEventStore(JobDatabase database) {
        this.database = database;
    }

    private <R> R transaction(JobDatabase.Work<R> work) {
        return database.transaction(Kept.EVENTS, work);
    }

    /** A change: takes its number first, which makes it the only one. */
    private <R> R change(JobDatabase.Work<R> work) {
        return transaction(connection -> {
            EventWriter.nextVersion(connection, 1);
            return work.run(connection);
        });
    }

    @Override
    public List<Acceptance> accept(List<SyncEvent> events) {
        return events.isEmpty()
                ? List.of()
                : change(connection -> {
                    return EventAcceptance.accept(connection, events, database.now(connection));
                });
    }

    @Override
    public Set<EventId> known(List<SyncEvent> events) {
        return transaction(connection -> EventAcceptance.known(connection, events));
    }

    @Override
    public Set<EventId> shownPending() {
        return transaction(EventQueries::shownPending);
    }

    @Override
    public Optional<StoredEvent> find(EventId id) {
        return transaction(connection -> EventRow.find(connection, id));
    }

    @Override
    public List<StoredEvent> list(EventFilter filter) {
        return transaction(connection -> EventQueries.list(connection, filter));
    }

    @Override
    public EventCounts counts() {
        return transaction(connection -> EventQueries.counts(connection, database.now(connection), Optional.empty()));
    }

    @Override
    public EventCounts counts(String user) {
        return transaction(connection -> EventQueries.counts(connection, database.now(connection), Optional.of(user)));
    }

    @Override
    public long waiting() {
        return transaction(EventQueries::waiting);
    }

    @Override
    public List<OpenTarget> unsettled(int limit) {
        return transaction(connection -> EventTargets.unsettled(connection, limit));
    }

    @Override
    public void settle(Map<EventId, TargetKey> keys) {
        change(connection -> {
            for (Map.Entry<EventId, TargetKey> key : keys.entrySet()) {
                EventTargets.settle(connection, key.getKey(), key.getValue());
            }
            return null;
        });
    }

    @Override
    public boolean resettle(Claim claim, TargetKey key) {
        if (transaction(connection -> EventTargets.has(connection, id(claim), key))) {
            return false;
        }
        return changeHeld(claim, (connection, now) -> {
                    EventClaims.free(connection, claim);
                    EventWriter.giveBack(connection, id(claim), now);
                    EventTargets.settle(connection, id(claim), key);
                })
                .isPresent();
    }

    @Override
    public Optional<Claim> claim(String worker, Duration lease) {
        // A look without a lock first: most of the time there is nothing to do.
        boolean work = transaction(connection ->
                EventClaims.next(connection, database.now(connection)).isPresent());
        return work ? change(connection -> claim(connection, worker, lease)) : Optional.empty();
    }

    private Optional<Claim> claim(Connection connection, String worker, Duration lease) throws SQLException {
        LocalDateTime now = database.now(connection);
        Optional<EventId> next = EventClaims.next(connection, now);
        return next.isPresent()
                ? Optional.of(EventClaims.take(connection, next.get(), worker, now, lease))
                : Optional.empty();
    }

    @Override
    public Set<Claim> renew(String worker, Collection<Claim> claims, Duration lease) {
        return claims.isEmpty()
                ? Set.of()
                : change(connection -> {
                    LocalDateTime until = database.now(connection).plus(lease);
                    Set<Claim> lost = new HashSet<>();
                    for (Claim claim : claims) {
                        if (EventClaims.isHeld(connection, claim)) {
                            EventClaims.prolong(connection, claim, until);
                        } else {
                            lost.add(claim);
                        }
                    }
                    return lost;
                });
    }

    @Override
    public Optional<StoredEvent> finish(Claim claim, EventOutcome outcome) {
        return changeHeld(claim, (connection, now) -> {
            EventWriter.end(connection, id(claim), EventEnds.of(outcome), now);
            EventClaims.free(connection, claim);
        });
    }

    @Override
    public Optional<StoredEvent> retryLater(Claim claim, EventOutcome.Failed failure, Duration delay) {
        return changeHeld(claim, (connection, now) -> {
            LocalDateTime next = now.plus(delay);
            EventWriter.end(connection, id(claim), EventEnds.retry(failure, next), now);
            if (!failure.settled()) {
                EventWriter.leaveUnsettled(connection, id(claim));
            }
            EventClaims.park(connection, claim, next);
        });
    }

    @Override
    public void release(Collection<Claim> claims) {
        for (Claim claim : claims) {
            changeHeld(claim, (connection, now) -> {
                EventWriter.giveBack(connection, id(claim), now);
                // Its connection was cut wherever it was, perhaps in its commit.
                EventWriter.leaveUnsettled(connection, id(claim));
                EventClaims.free(connection, claim);
            });
        }
    }

    /** What is done to a claimed event. */
    @FunctionalInterface
    private interface HeldChange {
        void run(Connection connection, LocalDateTime now) throws SQLException;
    }

    private Optional<StoredEvent> changeHeld(Claim claim, HeldChange what) {
        return change(connection -> {
            if (!EventClaims.isHeld(connection, claim)) {
                return Optional.empty();
            }
            what.run(connection, database.now(connection));
            return EventRow.find(connection, id(claim));
        });
    }

    @Override
    public Optional<StoredEvent> retry(EventId id) {
        return change(connection -> {
            Optional<StoredEvent> before = EventRow.find(connection, id);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            EventStatus status = before.get().status();
            if (status != EventStatus.FAILED && status != EventStatus.BLOCKED) {
                throw new BridgeException.Conflict(
                        "event-not-retryable",
                        "Cannot retry event with status: " + status.text() + ". Expected " + id
                                + " to be failed or blocked.");
            }
            EventWriter.reset(connection, id, database.now(connection));
            return EventRow.find(connection, id);
        });
    }

    @Override
    public Optional<StoredEvent> cancel(EventId id, String by) {
        return change(connection -> {
            Optional<EventRow.Entry> before = pending(connection, id);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            if (before.get().unsettled()) {
                throw new BridgeException.Conflict(
                        "attempt-unsettled",
                        "Cannot cancel " + id + ": an earlier attempt may have been applied. Ask the ledger first.");
            }
            EventWriter.end(connection, id, EventEnds.of(EventOutcome.cancelled(by)), database.now(connection));
            return EventRow.find(connection, id);
        });
    }

    private static Optional<EventRow.Entry> pending(Connection connection, EventId id) throws SQLException {
        Optional<EventRow.Entry> entry = EventRow.entry(connection, id);
        EventStatus status = entry.map(found -> found.event().status()).orElse(EventStatus.PENDING);
        if (status != EventStatus.PENDING) {
            throw new BridgeException.Conflict(
                    "event-not-pending",
                    "Cannot cancel event with status: " + status.text() + ". Expected " + id + " to be pending.");
        }
        return entry;
    }

    @Override
    public Optional<Claim> overtake(EventId id, String by) {
        return change(connection -> pending(connection, id).isEmpty()
                ? Optional.empty()
                : Optional.of(EventClaims.overtake(connection, id, by)));
    }

    @Override
    public Optional<StoredEvent> finishOvertaken(Claim claim, EventOutcome outcome) {
        return change(connection -> {
            if (!EventClaims.isOvertaken(connection, claim)) {
                return Optional.empty();
            }
            EventWriter.end(connection, id(claim), EventEnds.of(outcome), database.now(connection));
            return EventRow.find(connection, id(claim));
        });
    }

    @Override
    public List<StoredEvent> unmirrored(int limit) {
        return transaction(connection -> EventQueries.unmirrored(connection, limit));
    }

    @Override
    public void mirrored(Collection<StoredEvent> events) {
        transaction(connection -> {
            for (StoredEvent event : events) {
                // Another process may have written a newer version before this one, so the newer one is written again.
                Statements.update(
                        connection,
                        "UPDATE bridge.sync_event SET mirror_due = CASE WHEN version = ? THEN 0 ELSE from_table END"
                                + " WHERE event_id = ?",
                        event.version(),
                        event.event().id().value());
            }
            return null;
        });
    }

    @Override
    public void mirrorAgain(Collection<EventId> ids) {
        transaction(connection -> {
            for (EventId id : ids) {
                Statements.update(
                        connection,
                        "UPDATE bridge.sync_event SET from_table = 1, mirror_due = 1 WHERE event_id = ?",
                        id.value());
            }
            return null;
        });
    }

    @Override
    public boolean hold(String duty, String worker, Duration lease) {
        return change(connection -> EventDuties.hold(connection, duty, worker, database.now(connection), lease));
    }

    @Override
    public List<StoredEvent> changedSince(long version, int limit) {
        return transaction(connection -> EventQueries.changedSince(connection, version, limit));
    }

    @Override
    public long lastVersion() {
        return transaction(EventWriter::lastVersion);
    }

    @Override
    public int prune(Duration age) {
        return database.prune(
                Kept.EVENTS,
                age,
                "DELETE FROM bridge.sync_event WHERE event_id IN (SELECT e.event_id FROM bridge.sync_event e"
                        + " WHERE e.active = 0 AND e.mirror_due = 0 AND e.processed_at < ?"
                        + " ORDER BY e.event_id OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY)");
    }

    private static EventId id(Claim claim) {
        return claim.event().event().id();
    }
}
