package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.audit.AuditPosition;
import java.sql.Connection;
import java.sql.SQLException;

/** The one row of {@code audit_head}: where the chain ends, and where it begins since retention has removed records. */
final class AuditHead {

    private AuditHead() {}

    /** The head; nobody else moves it until this transaction has ended. */
    static AuditPosition lock(Connection connection) throws SQLException {
        // A change locks the row in every database; a lock hint does not in each.
        Statements.update(connection, "UPDATE bridge.audit_head SET sequence_number = sequence_number WHERE id = 1");
        return head(connection);
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

    static void move(Connection connection, AuditPosition last) throws SQLException {
        Statements.update(
                connection,
                "UPDATE bridge.audit_head SET sequence_number = ?, entry_hash = ? WHERE id = 1",
                last.sequence(),
                last.hash());
    }

    static void moveAnchor(Connection connection, AuditPosition lastRemoved) throws SQLException {
        Statements.update(
                connection,
                "UPDATE bridge.audit_head SET anchor_number = ?, anchor_hash = ? WHERE id = 1",
                lastRemoved.sequence(),
                lastRemoved.hash());
    }
}
