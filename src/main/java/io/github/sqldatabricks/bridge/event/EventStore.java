package io.github.sqldatabricks.bridge.event;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.Claim;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import io.github.sqldatabricks.bridge.sync.SyncOperation;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetIdentity.TargetKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Port (it keeps JDBC out of this package): where events are until they have ended and beyond, and where it is decided who applies which. Several processes
 * share it. What a call does to one event, it does as a whole, without a lock that waits for this process; what was answered survives
 * a kill of this process. All times are of the store's clock, so that processes with wrong clocks can share it. Thread-safe, blocking.
 *
 * <p>All calls throw {@link BridgeException.RemoteTransient} ({@code event-store-unavailable}) or {@link
 * BridgeException.RemotePermanent} ({@code event-store-failed}) when the store can't be used.
 */
public interface EventStore {

    /**
     * Stores new events as pending. They can be claimed once {@link #settle} has said which tables they change.
     *
     * @param events different ids
     * @return what became of each, in their order
     */
    List<AcceptResult> accept(List<SyncEvent> events);

    /** The ids of these events that are stored already, whatever their content. */
    Set<EventId> known(List<SyncEvent> events);

    /** Events whose rows in the events table say pending, and rightly so. */
    Set<EventId> shownPending();

    /** The event, when there is one. */
    Optional<StoredEvent> find(EventId id);

    /** The events that match, newest first. */
    List<StoredEvent> list(Filter filter);

    /**
     * The events that match any of some filters, each of which has a page of its own; in no order.
     *
     * @param filters at least one; an event that matches two comes twice
     */
    List<StoredEvent> list(List<Filter> filters);

    /** The process that has claimed the event; empty when none has. */
    Optional<String> holder(EventId id);

    /**
     * How the events of each target table are, those of the last event first.
     *
     * @param user only this user's events; empty for all
     * @param limit at most so many tables
     */
    List<TargetState> targets(Optional<String> user, int limit);

    /** How many events there are. */
    default EventCounts counts() {
        return counts(Optional.empty());
    }

    /** How many events this user has, or there are; what is about waiting and writing back is about everybody's. */
    EventCounts counts(Optional<String> user);

    /** How many events wait: pending or in retry. */
    long waiting();

    /**
     * Waiting events of which nobody has asked the server yet which table they change: new ones, those of an older version, and those
     * whose server could not be asked. New ones last, because nobody can claim them; else in the order of claims.
     *
     * @param limit of the new ones, and of the others; at least 1
     */
    List<OpenTarget> unsettled(int limit);

    /**
     * Says which tables events change: those with the same key are applied one at a time, and none of them is claimed before another one
     * of them that comes before it, even while this is done. Of two events that turn out to be in retry
     * for the same table, the one that comes first in {@code keys} keeps it. Events that are applied now, or have ended, stay as
     * they are.
     */
    void settle(Map<EventId, TargetKey> keys);

    /**
     * Gives a claim back, as if it had never been made, when the event changes another table than the one it was claimed for, and
     * settles the event anew.
     *
     * @return whether it was given back
     */
    boolean resettle(Claim claim, TargetKey key);

    /**
     * Claims the event that should be applied next: of the targets that nobody works on, the highest priority first, then
     * the oldest. An event in retry holds back all others of its target until it has ended. What a dead worker
     * left, its lease run out, is claimed like a pending one.
     *
     * @param lease how long the claim lasts without a renewal
     * @return empty when there is nothing to do now
     */
    Optional<Claim> claim(String worker, Duration lease);

    /** Prolongs claims of the worker. Returns those that it does not have any more. */
    Set<Claim> renew(String worker, Collection<Claim> claims, Duration lease);

    /**
     * Records how an attempt ended: {@link EventStatus#COMPLETED}, {@link EventStatus#BLOCKED} or {@link
     * EventStatus#FAILED}.
     *
     * @return the event, also when the same call has ended it before; empty when the claim was lost, so that the outcome does not count
     */
    Optional<StoredEvent> finish(Claim claim, EventOutcome outcome);

    /**
     * Records a failed attempt, and when the next one begins: {@link EventStatus#RETRY}.
     *
     * @return as {@link #finish}
     */
    Optional<StoredEvent> retryLater(Claim claim, EventOutcome.Failed failure, Duration delay);

    /** Gives claims back at once, as if they had never been made. For a process that stops. */
    void release(Collection<Claim> claims);

    /**
     * Makes a failed or blocked event pending again, its attempts counted from 0.
     *
     * @return the event; empty when it does not exist
     * @throws BridgeException.Conflict ({@code event-not-retryable}) when it is neither
     */
    Optional<StoredEvent> retry(EventId id);

    /**
     * Ends an event that nobody has begun: {@link EventStatus#FAILED}, code {@code cancelled}.
     *
     * @param by who wants it
     * @return the event; empty when it does not exist
     * @throws BridgeException.Conflict ({@code event-not-pending}) when it is not pending; ({@code attempt-unsettled}) when an
     *     earlier attempt may have committed ({@link Claim#unsettled}): then it is overtaken, and the ledger asked, first
     */
    Optional<StoredEvent> cancel(EventId id, String by);

    /**
     * Raises the fence of a pending event, so that no earlier attempt counts. The event stays pending and its target free: whoever
     * claims it comes later than this.
     *
     * @return a claim without a lease, for {@link #finishOvertaken}; empty when the event does not exist
     * @throws BridgeException.Conflict ({@code event-not-pending}) when it is not pending
     */
    Optional<Claim> overtake(EventId id, String by);

    /**
     * Records how an overtaken event ended, when nobody has claimed it since.
     *
     * @return the event; empty when it was
     */
    Optional<StoredEvent> finishOvertaken(Claim claim, EventOutcome outcome);

    /** Events of the events table whose present state is not written there yet, oldest change first. */
    List<StoredEvent> unwritten(int limit);

    /** The state of these events, in the version that each has here, is written in the events table. */
    void writtenBack(Collection<StoredEvent> events);

    /** The events table has rows of these events and shows an old state: it has to be written. */
    void writeAgain(Collection<EventId> ids);

    /**
     * Takes, or prolongs, the lock of something that one process at a time does.
     *
     * @param name of what is done
     * @return whether the worker has it now
     */
    boolean holdLeaderLock(String name, String worker, Duration lease);

    /** Events with a higher change number than the given one, in that order; for watchers. */
    List<StoredEvent> changedSince(long version, int limit);

    /** The highest change number. */
    long lastVersion();

    /** Deletes events that ended, and were written back, longer ago than {@code age}. Returns how many. */
    int prune(Duration age);

    /** What became of an event that was handed to the store. */
    sealed interface AcceptResult {

        /**
         * It is new and now stored.
         *
         * @param event as it is stored
         */
        record New(StoredEvent event) implements AcceptResult {}

        /**
         * The same event was stored before; nothing was changed.
         *
         * @param event as it is now
         */
        record Duplicate(StoredEvent event) implements AcceptResult {}

        /**
         * Its id was used for something else; nothing was changed.
         *
         * @param event the one that has the id
         */
        record Conflict(StoredEvent event) implements AcceptResult {}
    }

    /**
     * Which events a listing shows, newest first. A filter that is empty lets all through.
     *
     * @param visibleTo the user whose events alone may be seen; empty for an admin
     * @param statuses in one of these states
     * @param user asked for by this user
     * @param target changing this table, such as {@code dbo.results}, whatever its case
     * @param source of this table, likewise
     * @param errorCode ended, or waiting, with this error
     * @param from accepted then, or later
     * @param to accepted before
     * @param after older than this one, in the order of the list
     * @param limit 1 to 1000
     * @param offset at least 0
     */
    record Filter(
            Optional<String> visibleTo,
            Set<EventStatus> statuses,
            Optional<SyncOperation.Kind> operation,
            Optional<String> user,
            Optional<String> target,
            Optional<String> source,
            Optional<String> errorCode,
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<Position> after,
            int limit,
            int offset) {

        public Filter {
            statuses = Set.copyOf(statuses);
        }

        /** By status, operation and user alone. */
        public Filter(
                Optional<EventStatus> status,
                Optional<SyncOperation.Kind> operation,
                Optional<String> user,
                int limit,
                int offset) {
            this(
                    Optional.empty(),
                    status.map(Set::of).orElse(Set.of()),
                    operation,
                    user,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    limit,
                    offset);
        }
    }

    /**
     * Where an event stands in a list, which it keeps while new ones arrive.
     *
     * @param acceptedAt microseconds count
     * @param event tells those of one moment apart
     */
    record Position(Instant acceptedAt, EventId event) {

        /** What a position looks like as text. */
        public static final String PATTERN = "[0-9]{1,16}-" + EventId.PATTERN;

        /** The position of an event. */
        public static Position of(StoredEvent event) {
            return new Position(event.acceptedAt(), event.id());
        }

        /**
         * Reads what {@link #toString} has written.
         *
         * @throws BridgeException.InvalidRequest when it is something else
         */
        public static Position parse(String text) {
            if (!text.matches(PATTERN)) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_FIELD, "Expected after to be the Bridge-Next of a page.");
            }
            int separator = text.indexOf('-');
            Instant time = Instant.EPOCH.plus(Long.parseLong(text.substring(0, separator)), ChronoUnit.MICROS);
            return new Position(time, new EventId(text.substring(separator + 1)));
        }

        @Override
        public String toString() {
            return ChronoUnit.MICROS.between(Instant.EPOCH, acceptedAt) + "-" + event.value();
        }
    }

    /**
     * How the events of one target table are.
     *
     * @param table in lower case
     * @param lastAccepted when the last event was accepted
     * @param processing the event that is applied now
     * @param retrySince since when an event waits for its next attempt, and holds up the others
     */
    record TargetState(
            String table,
            Instant lastAccepted,
            long pending,
            long failed,
            long blocked,
            Optional<EventId> processing,
            Optional<Instant> retrySince) {}

    /**
     * A waiting event of which nobody has asked the server yet which table it changes.
     *
     * @param hash of the key that it has meanwhile; one that no table has when it is new
     */
    record OpenTarget(SyncEvent event, String hash) {}

    /**
     * How many events there are.
     *
     * @param byStatus every status, with 0 when there is none
     * @param byOperation every operation, as the statuses
     * @param oldestWaiting when the oldest event that has not ended was accepted
     * @param unwritten events of the events table whose status is not written there yet
     * @param oldestUnwritten when the first of these changed
     * @param now the store's time, by which all times are
     */
    record EventCounts(
            Map<EventStatus, Long> byStatus,
            Map<SyncOperation.Kind, Long> byOperation,
            Optional<Instant> oldestWaiting,
            long unwritten,
            Optional<Instant> oldestUnwritten,
            Instant now) {

        public EventCounts {
            byStatus = Map.copyOf(byStatus);
            byOperation = Map.copyOf(byOperation);
        }

        /** All events. */
        public long total() {
            return byStatus.values().stream().mapToLong(Long::longValue).sum();
        }

        /** Age of the oldest event that has not ended; zero when there is none. */
        public Duration waitingAge() {
            return oldestWaiting.map(then -> Duration.between(then, now)).orElse(Duration.ZERO);
        }

        /** How far the events table is behind; zero when it is not. */
        public Duration writeBackLag() {
            return oldestUnwritten.map(then -> Duration.between(then, now)).orElse(Duration.ZERO);
        }
    }
}
