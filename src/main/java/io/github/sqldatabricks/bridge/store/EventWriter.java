package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOrigin;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Changes of {@code sync_event}. Each begins with {@link #nextVersion}, which keeps all others out until it is done. */
final class EventWriter {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    /** How an event ended, or why it waits. */
    record End(
            EventStatus status,
            Optional<ChangeCounts> counts,
            Optional<String> warning,
            Optional<String> errorCode,
            Optional<String> errorMessage,
            Optional<Integer> retryable,
            Optional<LocalDateTime> nextAttemptAt) {}

    private EventWriter() {}

    /** Takes so many numbers; returns the first. Other changes wait until this transaction has ended. */
    static long nextVersion(Connection connection, int count) throws SQLException {
        Statements.update(connection, "UPDATE bridge.sync_version SET version = version + ? WHERE id = 1", count);
        return lastVersion(connection) - count + 1;
    }

    static long lastVersion(Connection connection) throws SQLException {
        return Statements.one(connection, "SELECT version FROM bridge.sync_version WHERE id = 1", row -> row.getLong(1))
                .orElseThrow();
    }

    static void insert(Connection connection, List<SyncEvent> events, LocalDateTime now) throws SQLException {
        long version = nextVersion(connection, events.size());
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO bridge.sync_event (event_id,"
                + " content_hash, content, operation, target_hash, user_name, from_table, priority, created_at,"
                + " accepted_at, state, active, attempts, takeovers, fence, version, changed_at, mirror_due, target_open, unsettled)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', 1, 0, 0, 0, ?, ?, 0, 1, 0)")) {
            for (SyncEvent event : events) {
                boolean fromTable = event.origin() instanceof EventOrigin.EventsTable;
                Statements.bind(
                        insert,
                        event.id().value(),
                        event.contentHash(),
                        EventJson.write(event),
                        event.operation().kind().name(),
                        EventTargets.UNSETTLED,
                        event.user().map(EventRow::userKey),
                        fromTable ? 1 : 0,
                        event.priority(),
                        ordering(event.createdAt()),
                        now,
                        version++,
                        now);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** The databases keep years 1 to 9999; one event from beyond must not keep others out that are stored with it. */
    private static Instant ordering(Instant createdAt) {
        Instant bounded = Collections.min(List.of(LAST, Collections.max(List.of(FIRST, createdAt))));
        return bounded.truncatedTo(ChronoUnit.MICROS);
    }

    /** Writes how an attempt ended. */
    static void end(Connection connection, EventId id, End end, LocalDateTime now) throws SQLException {
        boolean ended = end.status().ended();
        Statements.update(
                connection,
                "UPDATE bridge.sync_event SET state = ?, active = ?, inserted_rows = ?, updated_rows = ?,"
                        + " deleted_rows = ?, warning = ?, error_code = ?, error_message = ?, retryable = ?, next_attempt_at = ?,"
                        + " processed_at = ?, version = ?, changed_at = ?, mirror_due = from_table,"
                        + " unsettled = unsettled * ? WHERE event_id = ?",
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
                lastVersion(connection),
                now,
                // Whoever ends an event knows what became of its attempts.
                ended ? 0 : 1,
                id.value());
    }

    /** Nobody knows how an attempt ended: see {@link io.github.sqldatabricks.bridge.sync.Claim#unsettled}. */
    static void leaveUnsettled(Connection connection, EventId id) throws SQLException {
        Statements.update(
                connection, "UPDATE bridge.sync_event SET unsettled = 1 WHERE event_id = ?", id.value());
    }

    /** Makes the event pending as if it had never been begun; its fence stays, so that old attempts stay shut out. */
    static void reset(Connection connection, EventId id, LocalDateTime now) throws SQLException {
        Statements.update(
                connection,
                "UPDATE bridge.sync_event SET state = 'pending', active = 1, attempts = 0, takeovers = 0,"
                        + " inserted_rows = NULL, updated_rows = NULL, deleted_rows = NULL, warning = NULL,"
                        + " error_code = NULL, error_message = NULL, retryable = NULL, next_attempt_at = NULL, processed_at = NULL,"
                        + " version = ?, changed_at = ?, mirror_due = from_table WHERE event_id = ?",
                lastVersion(connection),
                now,
                id.value());
    }

    /** Takes an attempt back that has changed nothing. */
    static void giveBack(Connection connection, EventId id, LocalDateTime now) throws SQLException {
        Statements.update(
                connection,
                "UPDATE bridge.sync_event SET attempts = attempts - 1, version = ?, changed_at = ?,"
                        + " mirror_due = from_table, state = CASE WHEN error_code IS NULL THEN 'pending' ELSE 'retry' END,"
                        + " next_attempt_at = CASE WHEN error_code IS NULL THEN NULL ELSE accepted_at END"
                        + " WHERE event_id = ?",
                lastVersion(connection),
                now,
                id.value());
    }
}
