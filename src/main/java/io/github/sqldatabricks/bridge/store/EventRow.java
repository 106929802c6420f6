package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.sync.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventStatus;
import io.github.sqldatabricks.bridge.sync.StoredEvent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** Rows of {@code sync_event}. */
final class EventRow {

    /** What {@link #read} needs; the table's alias is {@code e}. */
    static final String COLUMNS = "e.event_id, e.content, e.content_hash, e.state, e.attempts, e.takeovers, e.fence,"
            + " e.next_attempt_at, e.inserted_rows, e.updated_rows, e.deleted_rows, e.warning, e.error_code,"
            + " e.error_message, e.processed_at, e.accepted_at, e.version, e.mirror_due, e.target_hash, e.retryable, e.unsettled, e.target_open";

    static final String SELECT = "SELECT " + COLUMNS + " FROM bridge.sync_event e ";

    private static final int LONGEST_USER = 256;

    /**
     * A row with what only the store needs.
     *
     * @param takeovers how often a process died while it had the event
     * @param targetKnown whether the server has said which table {@code targetHash} is
     * @param unsettled see {@link io.github.sqldatabricks.bridge.sync.Claim#unsettled}
     */
    record Entry(
            StoredEvent event,
            String contentHash,
            String targetHash,
            boolean targetKnown,
            long fence,
            int takeovers,
            boolean unsettled) {}

    private EventRow() {}

    static Optional<StoredEvent> find(Connection connection, EventId id) throws SQLException {
        return entry(connection, id).map(Entry::event);
    }

    static Optional<Entry> entry(Connection connection, EventId id) throws SQLException {
        return Statements.one(connection, SELECT + "WHERE e.event_id = ?", EventRow::read, id.value());
    }

    static Entry read(ResultSet row) throws SQLException {
        EventId id = new EventId(row.getString("event_id"));
        EventStatus status = EventStatus.of(row.getString("state"));
        StoredEvent event = new StoredEvent(
                EventJson.read(id, row.getString("content")),
                status,
                row.getInt("attempts"),
                counts(row),
                Optional.ofNullable(row.getString("warning")),
                // An event that was begun again keeps its last error for the case that it is given back.
                Optional.ofNullable(row.getString("error_code")).filter(code -> status != EventStatus.PROCESSING),
                Optional.ofNullable(row.getString("error_message")).filter(text -> status != EventStatus.PROCESSING),
                Times.read(row, "accepted_at").orElseThrow(),
                Times.read(row, "processed_at"),
                Times.read(row, "next_attempt_at"),
                row.getLong("version"),
                row.getInt("mirror_due") == 0,
                retryable(row).filter(some -> status != EventStatus.PROCESSING));
        return new Entry(
                event,
                row.getString("content_hash"),
                row.getString("target_hash"),
                row.getInt("target_open") == 0,
                row.getLong("fence"),
                row.getInt("takeovers"),
                // V12 has marked all active events of an earlier version, also those that nobody had begun.
                row.getInt("unsettled") == 1 && row.getLong("fence") > 0);
    }

    /** What a user's events are found by: case does not count, nor what is too long for any user's name. */
    static String userKey(String user) {
        String key = user.toLowerCase(Locale.ROOT);
        return key.substring(0, Math.min(key.length(), LONGEST_USER));
    }

    private static Optional<Boolean> retryable(ResultSet row) throws SQLException {
        int value = row.getInt("retryable");
        return row.wasNull() ? Optional.empty() : Optional.of(value == 1);
    }

    private static Optional<ChangeCounts> counts(ResultSet row) throws SQLException {
        long inserted = row.getLong("inserted_rows");
        return row.wasNull()
                ? Optional.empty()
                : Optional.of(new ChangeCounts(inserted, row.getLong("updated_rows"), row.getLong("deleted_rows")));
    }
}
