package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.event.EventStore;
import io.github.sqldatabricks.bridge.event.EventStore.AcceptResult;
import io.github.sqldatabricks.bridge.event.EventStore.EventCounts;
import io.github.sqldatabricks.bridge.event.EventStore.OpenTarget;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity.TargetKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** {@link EventStore} in the database of jobs. */
@ApplicationScoped
public class JdbcEventStore implements EventStore {

    /** Changes of different events in one transaction. */
    /** Are changed in one transaction. */
    private static final int AT_ONCE = 50;

    private final JobDatabase database;

    public JdbcEventStore(JobDatabase database) {
        this.database = database;
    }

    private <R> R run(JobDatabase.Work<R> work) {
        return database.run(StoreErrors.EVENTS, work);
    }

    private <R> R change(JobDatabase.Decision<R> decision) {
        return database.change(StoreErrors.EVENTS, decision);
    }

    @Override
    public List<AcceptResult> accept(List<SyncEvent> events) {
        List<AcceptResult> results = new ArrayList<>();
        for (List<SyncEvent> chunk : Statements.slices(events, EventRow.CHUNK)) {
            Map<EventId, EventRow.Entry> known = change(
                    (connection, changes) -> EventWriter.accept(connection, changes, chunk, database.now(connection)));
            results.addAll(run(connection -> results(connection, chunk, known)));
        }
        return results;
    }

    /** What became of each event, once those that were not known are stored. */
    private static List<AcceptResult> results(
            Connection connection, List<SyncEvent> events, Map<EventId, EventRow.Entry> known) throws SQLException {
        Map<EventId, EventRow.Entry> stored = EventRow.entries(connection, EventRow.ids(events));
        List<AcceptResult> results = new ArrayList<>();
        for (SyncEvent event : events) {
            EventRow.Entry before = known.get(event.id());
            results.add(
                    before == null ? new AcceptResult.New(stored.get(event.id()).event()) : seenBefore(event, before));
        }
        return results;
    }

    private static AcceptResult seenBefore(SyncEvent event, EventRow.Entry before) {
        return before.contentHash().equals(event.contentHash())
                ? new AcceptResult.Duplicate(before.event())
                : new AcceptResult.Conflict(before.event());
    }

    @Override
    public Set<EventId> known(List<SyncEvent> events) {
        return run(
                connection -> EventRow.entries(connection, EventRow.ids(events)).keySet());
    }

    @Override
    public Set<EventId> shownPending() {
        return run(EventQueries::shownPending);
    }

    @Override
    public Optional<StoredEvent> find(EventId id) {
        return run(connection -> EventRow.find(connection, id));
    }

    @Override
    public List<StoredEvent> list(EventStore.Filter filter) {
        return run(connection -> EventQueries.list(connection, filter));
    }

    @Override
    public List<StoredEvent> list(List<Filter> filters) {
        return run(connection -> EventQueries.list(connection, filters));
    }

    @Override
    public Optional<String> holder(EventId id) {
        return run(connection -> EventQueries.holder(connection, id));
    }

    @Override
    public List<TargetState> targets(Optional<String> user, int limit) {
        return run(connection -> EventQueries.targets(connection, user, limit));
    }

    @Override
    public EventCounts counts(Optional<String> user) {
        return run(connection -> EventTotals.of(connection, database.now(connection), user));
    }

    @Override
    public long waiting() {
        return run(EventQueries::waiting);
    }

    @Override
    public List<OpenTarget> unsettled(int limit) {
        return run(connection -> EventClaims.unsettled(connection, limit));
    }

    @Override
    public void settle(Map<EventId, TargetKey> keys) {
        Map<String, List<EventId>> tables = new LinkedHashMap<>();
        keys.forEach((event, key) ->
                tables.computeIfAbsent(key.hash(), hash -> new ArrayList<>()).add(event));
        tables.values().forEach(events -> settle(events, keys));
    }

    /** Others claim events meanwhile: none may be claimed while one that goes before it has its old key, which does not hold it up. */
    private void settle(List<EventId> events, Map<EventId, TargetKey> keys) {
        List<EventId> inOrder = run(connection -> EventClaims.waiting(connection, events)).stream()
                .map(entry -> entry.event().id())
                .toList();
        for (List<EventId> part : Statements.slices(inOrder, AT_ONCE)) {
            change((connection, changes) -> {
                EventClaims.waiting(connection, part)
                        .forEach(before -> EventClaims.settle(
                                changes, before, keys.get(before.event().id())));
                return null;
            });
        }
    }

    @Override
    public boolean resettle(Claim claim, TargetKey key) {
        if (run(connection -> EventClaims.hasTarget(connection, claim.id(), key))) {
            return false;
        }
        return changeHeld(claim, (changes, before, now) -> {
                    EventWriter.giveBack(changes, before, now);
                    EventClaims.free(changes, claim);
                    EventClaims.settleFreed(changes, claim.id(), key);
                })
                .isPresent();
    }

    @Override
    public Optional<Claim> claim(String worker, Duration lease) {
        Optional<EventRow.Entry> taken = change((connection, changes) -> claim(connection, changes, worker, lease));
        return taken.flatMap(before -> run(connection -> EventClaims.made(connection, before, worker)));
    }

    private Optional<EventRow.Entry> claim(Connection connection, Changes changes, String worker, Duration lease)
            throws SQLException {
        LocalDateTime now = database.now(connection);
        Optional<EventClaims.Next> next = EventClaims.next(connection, now);
        return next.isPresent()
                ? Optional.of(EventClaims.take(connection, changes, next.get(), worker, now, lease))
                : Optional.empty();
    }

    @Override
    public Set<Claim> renew(String worker, Collection<Claim> claims, Duration lease) {
        return claims.isEmpty()
                ? Set.of()
                : change((connection, changes) -> {
                    LocalDateTime until = database.now(connection).plus(lease);
                    Set<Claim> lost = new HashSet<>();
                    for (Claim claim : claims) {
                        if (EventClaims.held(connection, claim).isPresent()) {
                            EventClaims.prolong(changes, claim, until);
                        } else {
                            lost.add(claim);
                        }
                    }
                    return lost;
                });
    }

    @Override
    public Optional<StoredEvent> finish(Claim claim, EventOutcome outcome) {
        return changeHeld(claim, (changes, before, now) -> {
                    EventWriter.end(changes, before, EventWriter.End.of(outcome), now);
                    EventClaims.free(changes, claim);
                })
                .or(() -> ended(claim, outcome));
    }

    /** The event that the same call has ended before, whose caller was not told so because the connection broke after the commit. */
    private Optional<StoredEvent> ended(Claim claim, EventOutcome outcome) {
        return run(connection -> EventRow.entry(connection, claim.id()))
                .filter(entry -> entry.fence() == claim.fence()
                        && EventWriter.End.of(outcome).isEndOf(entry.event()))
                .map(EventRow.Entry::event);
    }

    @Override
    public Optional<StoredEvent> retryLater(Claim claim, EventOutcome.Failed failure, Duration delay) {
        return changeHeld(claim, (changes, before, now) -> {
            LocalDateTime next = now.plus(delay);
            EventWriter.end(changes, before, EventWriter.End.retry(failure, next), now);
            if (!failure.settled()) {
                EventWriter.leaveUnsettled(changes, before);
            }
            EventClaims.park(changes, claim, next);
        });
    }

    @Override
    public void release(Collection<Claim> claims) {
        for (Claim claim : claims) {
            changeHeld(claim, (changes, before, now) -> {
                EventWriter.giveBack(changes, before, now);
                // Its connection was cut wherever it was, perhaps in its commit.
                EventWriter.leaveUnsettled(changes, before);
                EventClaims.free(changes, claim);
            });
        }
    }

    /** What is done to an event, as it is now. */
    @FunctionalInterface
    private interface EventChange {
        void add(Changes changes, EventRow.Entry before, LocalDateTime now);
    }

    private Optional<StoredEvent> changeHeld(Claim claim, EventChange what) {
        return changed(change((connection, changes) -> {
            Optional<EventRow.Entry> held = EventClaims.held(connection, claim);
            if (held.isPresent()) {
                what.add(changes, held.get(), database.now(connection));
            }
            return held;
        }));
    }

    private Optional<StoredEvent> changed(Optional<EventRow.Entry> before) {
        return before.flatMap(entry ->
                run(connection -> EventRow.find(connection, entry.event().id())));
    }

    @Override
    public Optional<StoredEvent> retry(EventId id) {
        return changeWaiting(id, (changes, before, now) -> {
            EventStatus status = before.event().status();
            if (status != EventStatus.FAILED && status != EventStatus.BLOCKED) {
                throw new BridgeException.Conflict(
                        ErrorCode.EVENT_NOT_RETRYABLE,
                        "Cannot retry event with status: " + status.text() + ". Expected " + id
                                + " to be failed or blocked.");
            }
            EventWriter.reset(changes, before, now);
        });
    }

    @Override
    public Optional<StoredEvent> cancel(EventId id, String by) {
        return changeWaiting(id, (changes, before, now) -> {
            requirePending(before);
            if (before.unsettled()) {
                throw new BridgeException.Conflict(
                        ErrorCode.ATTEMPT_UNSETTLED,
                        "Cannot cancel " + id + ": an earlier attempt may have been applied. Ask the ledger first.");
            }
            EventWriter.end(changes, before, EventWriter.End.of(EventOutcome.cancelled(by)), now);
        });
    }

    private static void requirePending(EventRow.Entry entry) {
        EventStatus status = entry.event().status();
        if (status != EventStatus.PENDING) {
            throw new BridgeException.Conflict(
                    ErrorCode.EVENT_NOT_PENDING,
                    "Cannot cancel event with status: " + status.text() + ". Expected "
                            + entry.event().id() + " to be pending.");
        }
    }

    @Override
    public Optional<Claim> overtake(EventId id, String by) {
        Optional<EventRow.Entry> before = change((connection, changes) -> {
            Optional<EventRow.Entry> entry = EventRow.entry(connection, id);
            if (entry.isPresent()) {
                requirePending(entry.get());
                EventClaims.overtake(changes, entry.get());
            }
            return entry;
        });
        return before.flatMap(entry -> run(connection -> EventClaims.overtaken(connection, entry, by)));
    }

    @Override
    public Optional<StoredEvent> finishOvertaken(Claim claim, EventOutcome outcome) {
        return changed(change((connection, changes) -> {
                    Optional<EventRow.Entry> overtaken = EventRow.entry(connection, claim.id())
                            .filter(now -> EventClaims.isOvertaken(now, claim.fence()));
                    if (overtaken.isPresent()) {
                        EventWriter.end(
                                changes, overtaken.get(), EventWriter.End.of(outcome), database.now(connection));
                    }
                    return overtaken;
                }))
                .or(() -> ended(claim, outcome));
    }

    private Optional<StoredEvent> changeWaiting(EventId id, EventChange what) {
        return changed(change((connection, changes) -> {
            Optional<EventRow.Entry> before = EventRow.entry(connection, id);
            if (before.isPresent()) {
                what.add(changes, before.get(), database.now(connection));
            }
            return before;
        }));
    }

    @Override
    public List<StoredEvent> unwritten(int limit) {
        return run(connection -> EventQueries.unwritten(connection, limit));
    }

    @Override
    public void writtenBack(Collection<StoredEvent> events) {
        // Another process may have written a newer version before this one, so the newer one is written again.
        each(
                events,
                (changes, event) -> changes.add(
                        "UPDATE bridge.sync_event SET mirror_due = CASE WHEN version = ? THEN 0 ELSE from_table END"
                                + " WHERE event_id = ?",
                        event.version(),
                        event.id().value()));
    }

    @Override
    public void writeAgain(Collection<EventId> ids) {
        each(
                ids,
                (changes, id) -> changes.add(
                        "UPDATE bridge.sync_event SET from_table = 1, mirror_due = 1 WHERE event_id = ?", id.value()));
    }

    private <T> void each(Collection<T> all, BiConsumer<Changes, T> what) {
        for (List<T> some : Statements.slices(all, AT_ONCE)) {
            change((connection, changes) -> {
                some.forEach(one -> what.accept(changes, one));
                return null;
            });
        }
    }

    @Override
    public boolean holdLeaderLock(String name, String worker, Duration lease) {
        return change((connection, changes) ->
                LeaderLock.hold(connection, changes, name, worker, database.now(connection), lease));
    }

    @Override
    public List<StoredEvent> changedSince(long version, int limit) {
        return run(connection -> EventQueries.changedSince(connection, version, limit));
    }

    @Override
    public long lastVersion() {
        return run(EventWriter::lastVersion);
    }

    @Override
    public int prune(Duration age) {
        return database.prune(
                StoreErrors.EVENTS,
                age,
                "DELETE FROM bridge.sync_event WHERE event_id IN (SELECT e.event_id FROM bridge.sync_event e"
                        + " WHERE e.active = 0 AND e.mirror_due = 0 AND e.processed_at < ?"
                        + " ORDER BY e.event_id OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY)");
    }
}
