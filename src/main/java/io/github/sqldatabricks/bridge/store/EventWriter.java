package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import io.github.sqldatabricks.bridge.sync.EventOutcome;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import io.github.sqldatabricks.bridge.sync.StoredEvent.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes of {@code sync_event}. Each requires that the event still has the version that it was decided by, and ends with giving it
 * the next one. The row of {@code sync_version} makes all changes one after the other from there to their commit, which the
 * database does at once: so they become visible in the order of their versions.
 */
final class EventWriter {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private static final String LAST_VERSION = "SELECT version FROM bridge.sync_version WHERE id = 1";

    /** How an event ended, or why it waits. */
    record End(
            EventStatus status,
            Optional<ChangeCounts> counts,
            Optional<String> warning,
            Optional<String> errorCode,
            Optional<String> errorMessage,
            Optional<Integer> retryable,
            Optional<LocalDateTime> nextAttemptAt) {

        static End of(EventOutcome outcome) {
            if (outcome instanceof EventOutcome.Applied applied) {
                return new End(
                        EventStatus.COMPLETED,
                        Optional.of(applied.counts()),
                        applied.warning(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
            }
            if (outcome instanceof EventOutcome.Blocked blocked) {
                return error(EventStatus.BLOCKED, blocked.code(), blocked.message(), false, Optional.empty());
            }
            EventOutcome.Failed failed = (EventOutcome.Failed) outcome;
            return error(EventStatus.FAILED, failed.code(), failed.message(), failed.retryable(), Optional.empty());
        }

        /** Not an end: the next attempt comes at that time. */
        static End retry(EventOutcome.Failed failure, LocalDateTime next) {
            return error(EventStatus.RETRY, failure.code(), failure.message(), true, Optional.of(next));
        }

        private static End error(
                EventStatus status,
                String code,
                String message,
                boolean retryable,
                Optional<LocalDateTime> nextAttemptAt) {
            return new End(
                    status,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(code),
                    Optional.of(message),
                    Optional.of(retryable ? 1 : 0),
                    nextAttemptAt);
        }

        /** Whether it is what the event shows. */
        boolean isEndOf(StoredEvent event) {
            return event.status() == status
                    && event.counts().equals(counts)
                    && event.errorCode().equals(errorCode)
                    && event.errorMessage().equals(errorMessage);
        }
    }

    private EventWriter() {}

    static long lastVersion(Connection connection) throws SQLException {
        return Statements.one(connection, LAST_VERSION, row -> row.getLong(1)).orElseThrow();
    }

    /** Stores those of the events that are new; returns those that are there already. */
    static Map<EventId, EventRow.Entry> accept(
            Connection connection, Changes changes, List<SyncEvent> events, LocalDateTime now) throws SQLException {
        Map<EventId, EventRow.Entry> known = EventRow.entries(connection, EventRow.ids(events));
        List<SyncEvent> fresh =
                events.stream().filter(event -> !known.containsKey(event.id())).toList();
        if (!fresh.isEmpty()) {
            insert(changes, fresh, now);
        }
        return known;
    }

    private static void insert(Changes changes, List<SyncEvent> events, LocalDateTime now) {
        changes.add("UPDATE bridge.sync_version SET version = version + ? WHERE id = 1", events.size());
        List<List<Object>> rows = new ArrayList<>();
        for (SyncEvent event : events) {
            rows.add(List.of(
                    event.id().value(),
                    event.contentHash(),
                    EventRow.content(event),
                    event.operation().kind().name(),
                    event.user().map(EventRow::userKey),
                    event.origin() instanceof SyncEvent.Origin.EventsTable ? 1 : 0,
                    EventRow.tableKey(event.target().toString()),
                    event.operation().sourceTable().map(table -> EventRow.tableKey(table.toString())),
                    event.priority(),
                    ordering(event.createdAt()),
                    now,
                    now,
                    events.size() - 1 - rows.size()));
        }
        changes.insert(
                "bridge.sync_event (event_id, content_hash, content, operation, user_name, from_table, target_table,"
                        + " source_table, priority, created_at, accepted_at, changed_at, version, target_hash, state, active, attempts, takeovers,"
                        + " fence, mirror_due, target_open, unsettled)",
                "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (" + LAST_VERSION + ") - ?, '" + EventClaims.UNSETTLED
                        + "', 'pending', 1, 0, 0, 0, 0, 1, 0)",
                rows);
    }

    /** The databases keep years 1 to 9999; one event from beyond must not keep others out that are stored with it. */
    private static Instant ordering(Instant createdAt) {
        Instant bounded = Collections.min(List.of(LAST, Collections.max(List.of(FIRST, createdAt))));
        return bounded.truncatedTo(ChronoUnit.MICROS);
    }

    /** Writes how an attempt ended. */
    static void end(Changes changes, EventRow.Entry before, End end, LocalDateTime now) {
        boolean ended = end.status().ended();
        change(
                changes,
                before,
                "state = ?, active = ?, inserted_rows = ?, updated_rows = ?, deleted_rows = ?, warning = ?, error_code"
                        + " = ?, error_message = ?, retryable = ?, next_attempt_at = ?, processed_at = ?, changed_at = ?,"
                        + " unsettled = unsettled * ?",
                end.status().text(),
                ended ? 0 : 1,
                end.counts().map(ChangeCounts::inserted),
                end.counts().map(ChangeCounts::updated),
                end.counts().map(ChangeCounts::deleted),
                end.warning(),
                end.errorCode(),
                end.errorMessage(),
                end.retryable(),
                end.nextAttemptAt(),
                ended ? Optional.of(now) : Optional.empty(),
                now,
                // The one that ends an event knows what became of its attempts.
                ended ? 0 : 1);
    }

    /** Nobody knows how an attempt ended: see {@link io.github.sqldatabricks.bridge.sync.StoredEvent.Claim#unsettled}. */
    static void leaveUnsettled(Changes changes, EventRow.Entry before) {
        changes.add(
                "UPDATE bridge.sync_event SET unsettled = 1 WHERE event_id = ?",
                before.event().id().value());
    }

    /** Makes the event pending as if it had never been begun; its fence stays, so that old attempts stay shut out. */
    static void reset(Changes changes, EventRow.Entry before, LocalDateTime now) {
        change(
                changes,
                before,
                "state = 'pending', active = 1, attempts = 0, takeovers = 0, inserted_rows = NULL, updated_rows ="
                        + " NULL, deleted_rows = NULL, warning = NULL, error_code = NULL, error_message = NULL, retryable"
                        + " = NULL, next_attempt_at = NULL, processed_at = NULL, changed_at = ?",
                now);
    }

    /** Takes an attempt back that has changed nothing. */
    static void giveBack(Changes changes, EventRow.Entry before, LocalDateTime now) {
        change(
                changes,
                before,
                "attempts = attempts - 1, changed_at = ?, state = CASE WHEN error_code IS NULL THEN 'pending' ELSE"
                        + " 'retry' END, next_attempt_at = CASE WHEN error_code IS NULL THEN NULL ELSE accepted_at END",
                now);
    }

    /** Makes a change that watchers and the status write-back see, of an event that nobody has changed since, or found another table for. */
    static void change(Changes changes, EventRow.Entry before, String what, Object... values) {
        String id = before.event().id().value();
        List<Object> all = new ArrayList<>(Arrays.asList(values));
        all.addAll(List.of(id, before.event().version(), before.fence(), before.targetHash()));
        changes.require(
                "UPDATE bridge.sync_event SET mirror_due = from_table, " + what
                        + " WHERE event_id = ? AND version = ? AND fence = ? AND target_hash = ?",
                all.toArray());
        changes.add("UPDATE bridge.sync_version SET version = version + 1 WHERE id = 1");
        changes.add("UPDATE bridge.sync_event SET version = (" + LAST_VERSION + ") WHERE event_id = ?", id);
    }
}
