package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOrigin;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.sync.SyncEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Changes of {@code sync_event}. Each begins with {@link #nextVersion}, which keeps all others out until it is done. */
final class EventWriter {

    /** How an event ended, or why it waits. */
    record End(
            EventStatus status,
            Optional<ChangeCounts> counts,
            Optional<String> warning,
            Optional<String> errorCode,
            Optional<String> errorMessage,
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
                + " accepted_at, state, active, attempts, takeovers, fence, version, changed_at, mirror_due)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', 1, 0, 0, 0, ?, ?, ?)")) {
            for (SyncEvent event : events) {
                boolean fromTable = event.origin() instanceof EventOrigin.EventsTable;
                Statements.bind(
                        insert,
                        event.id().value(),
                        event.contentHash(),
                        EventJson.write(event),
                        event.operation().kind().name(),
                        targetHash(event),
                        event.user().map(name -> name.toLowerCase(Locale.ROOT)),
                        fromTable ? 1 : 0,
                        event.priority(),
                        event.createdAt().truncatedTo(ChronoUnit.MICROS),
                        now,
                        version++,
                        now,
                        fromTable ? 1 : 0);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** A target is a table of one country's server; SQL Server compares its name without case. */
    static String targetHash(SyncEvent event) {
        return Hashes.of(
                event.country().map(country -> country.code()).orElse(""),
                event.target().schema().toLowerCase(Locale.ROOT),
                event.target().name().toLowerCase(Locale.ROOT));
    }

    /** Writes how an attempt ended. */
    static void end(Connection connection, EventId id, End end, LocalDateTime now) throws SQLException {
        boolean ended = end.status().ended();
        Statements.update(
                connection,
                "UPDATE bridge.sync_event SET state = ?, active = ?, inserted_rows = ?, updated_rows = ?,"
                        + " deleted_rows = ?, warning = ?, error_code = ?, error_message = ?, next_attempt_at = ?,"
                        + " processed_at = ?, version = ?, changed_at = ?, mirror_due = from_table WHERE event_id = ?",
                EventRow.text(end.status()),
                ended ? 0 : 1,
                end.counts().map(ChangeCounts::inserted),
                end.counts().map(ChangeCounts::updated),
                end.counts().map(ChangeCounts::deleted),
                end.warning(),
                end.errorCode(),
                end.errorMessage(),
                end.nextAttemptAt(),
                ended ? Optional.of(now) : Optional.empty(),
                lastVersion(connection),
                now,
                id.value());
    }

    /** Makes the event pending as if it had never been begun; its fence stays, so that old attempts stay shut out. */
    static void reset(Connection connection, EventId id, int attempts, boolean mirror, LocalDateTime now)
            throws SQLException {
        Statements.update(
                connection,
                "UPDATE bridge.sync_event SET state = 'pending', active = 1, attempts = ?, takeovers = 0,"
                        + " inserted_rows = NULL, updated_rows = NULL, deleted_rows = NULL, warning = NULL,"
                        + " error_code = NULL, error_message = NULL, next_attempt_at = NULL, processed_at = NULL,"
                        + " version = ?, changed_at = ?,"
                        + (mirror ? " mirror_due = from_table" : " mirror_due = mirror_due")
                        + " WHERE event_id = ?",
                attempts,
                lastVersion(connection),
                now,
                id.value());
    }
}
