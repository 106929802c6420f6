package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.audit.AuditEntry;
import io.github.sqldatabricks.bridge.audit.AuditStore;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows of {@code audit_entry}, and the one row of {@code audit_head}: where the chain ends, and where it begins since retention has
 * removed records.
 */
final class AuditRows {

    private static final String COLUMNS =
            "sequence_number, record_id, recorded_at, event_type, user_name, token_prefix, source_ip, resource,"
                    + " action, status, details, error_code, error_message, previous_hash, entry_hash";

    private static final String SELECT = "SELECT " + COLUMNS + " FROM bridge.audit_entry ";
    private static final String PAGE = " OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY";

    private record Aged(AuditPosition position, LocalDateTime at) {}

    private AuditRows() {}

    static void insert(Changes changes, List<AuditRecord> records) {
        List<List<Object>> rows = new ArrayList<>();
        for (AuditRecord added : records) {
            AuditEntry entry = added.entry();
            rows.add(List.of(
                    added.sequence(),
                    entry.id(),
                    entry.timestamp(),
                    entry.type(),
                    entry.user(),
                    entry.tokenPrefix(),
                    entry.sourceIp(),
                    entry.resource(),
                    entry.action(),
                    entry.status(),
                    entry.details(),
                    entry.errorCode(),
                    entry.errorText(),
                    added.previousHash(),
                    added.hash()));
        }
        changes.insert("bridge.audit_entry (" + COLUMNS + ")", "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows);
    }

    static boolean contains(Connection connection, String id) throws SQLException {
        return Statements.one(
                        connection,
                        "SELECT record_id FROM bridge.audit_entry WHERE record_id = ?",
                        row -> row.getString(1),
                        id)
                .isPresent();
    }

    static List<AuditRecord> after(Connection connection, long sequence, int limit) throws SQLException {
        return Statements.list(
                connection,
                SELECT + "WHERE sequence_number > ? ORDER BY sequence_number" + PAGE,
                AuditRows::read,
                sequence,
                limit);
    }

    static List<AuditRecord> newest(Connection connection, AuditStore.Filter filter, long before, int limit)
            throws SQLException {
        List<String> conditions = new ArrayList<>(List.of("sequence_number < ?"));
        List<Object> values = new ArrayList<>(List.of(before));
        add("recorded_at >= ?", filter.from(), conditions, values);
        add("recorded_at < ?", filter.to(), conditions, values);
        add("event_type = ?", filter.type(), conditions, values);
        add("user_name = ?", filter.user(), conditions, values);
        add("resource = ?", filter.resource(), conditions, values);
        add("status = ?", filter.status(), conditions, values);
        values.add(limit);
        return Statements.list(
                connection,
                SELECT + "WHERE " + String.join(" AND ", conditions) + " ORDER BY sequence_number DESC" + PAGE,
                AuditRows::read,
                values.toArray());
    }

    private static void add(String condition, Optional<?> value, List<String> conditions, List<Object> values) {
        value.ifPresent(wanted -> {
            conditions.add(condition);
            values.add(wanted);
        });
    }

    /** The last of the oldest records that are all older; a younger one among them ends them. */
    static Optional<AuditPosition> lastOlder(Connection connection, long anchor, LocalDateTime before, int most)
            throws SQLException {
        return Statements.list(
                        connection,
                        "SELECT sequence_number, entry_hash, recorded_at FROM bridge.audit_entry"
                                + " WHERE sequence_number > ? ORDER BY sequence_number" + PAGE,
                        row -> new Aged(
                                new AuditPosition(row.getLong(1), row.getString(2)),
                                row.getObject(3, LocalDateTime.class)),
                        anchor,
                        most)
                .stream()
                .takeWhile(aged -> aged.at().isBefore(before))
                .reduce((earlier, later) -> later)
                .map(Aged::position);
    }

    static void remove(Changes changes, AuditPosition last) {
        changes.add("DELETE FROM bridge.audit_entry WHERE sequence_number <= ?", last.sequence());
    }

    private static AuditRecord read(ResultSet row) throws SQLException {
        AuditEntry entry = new AuditEntry(
                row.getString("record_id"),
                Statements.time(row, "recorded_at").orElseThrow(),
                row.getString("event_type"),
                Optional.ofNullable(row.getString("user_name")),
                Optional.ofNullable(row.getString("token_prefix")),
                Optional.ofNullable(row.getString("source_ip")),
                row.getString("resource"),
                row.getString("action"),
                row.getString("status"),
                row.getString("details"),
                Optional.ofNullable(row.getString("error_code")),
                Optional.ofNullable(row.getString("error_message")));
        return new AuditRecord(
                row.getLong("sequence_number"), entry, row.getString("previous_hash"), row.getString("entry_hash"));
    }

    static AuditPosition head(Connection connection) throws SQLException {
        return position(connection, "SELECT sequence_number, entry_hash FROM bridge.audit_head WHERE id = 1");
    }

    static AuditPosition anchor(Connection connection) throws SQLException {
        return position(connection, "SELECT anchor_number, anchor_hash FROM bridge.audit_head WHERE id = 1");
    }

    private static AuditPosition position(Connection connection, String sql) throws SQLException {
        return Statements.one(connection, sql, row -> new AuditPosition(row.getLong(1), row.getString(2)))
                .orElseThrow(() -> new IllegalStateException("The row of bridge.audit_head is missing."));
    }

    /** Moves the head from where it was seen; nobody else may have moved it since. */
    static void move(Changes changes, AuditPosition seen, AuditPosition last) {
        changes.require(
                "UPDATE bridge.audit_head SET sequence_number = ?, entry_hash = ?"
                        + " WHERE id = 1 AND sequence_number = ? AND entry_hash = ?",
                last.sequence(),
                last.hash(),
                seen.sequence(),
                seen.hash());
    }

    /** Moves the anchor from where it was seen; nobody else may have removed records since. */
    static void moveAnchor(Changes changes, AuditPosition seen, AuditPosition lastRemoved) {
        changes.require(
                "UPDATE bridge.audit_head SET anchor_number = ?, anchor_hash = ?"
                        + " WHERE id = 1 AND anchor_number = ? AND anchor_hash = ?",
                lastRemoved.sequence(),
                lastRemoved.hash(),
                seen.sequence(),
                seen.hash());
    }
}
