package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.audit.AuditPosition;
import java.sql.Connection;
import java.sql.SQLException;

/** The one row of {@code audit_head}: where the chain ends, and where it begins since retention has removed records. */
final class AuditHead {

    private AuditHead() {}

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
