package io.github.sqldatabricks.bridge.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;

/** What one process at a time does. */
final class EventDuties {

    private EventDuties() {}

    /** Takes the duty when nobody has it, or prolongs it; after {@link EventWriter#nextVersion}. */
    static boolean hold(Connection connection, String duty, String worker, LocalDateTime now, Duration lease)
            throws SQLException {
        int taken = Statements.update(
                connection,
                "UPDATE bridge.sync_duty SET lease_owner = ?, lease_until = ?"
                        + " WHERE duty = ? AND (lease_owner = ? OR lease_until <= ?)",
                worker,
                now.plus(lease),
                duty,
                worker,
                now);
        if (taken == 1) {
            return true;
        }
        boolean known = Statements.one(
                        connection, "SELECT duty FROM bridge.sync_duty WHERE duty = ?", row -> row.getString(1), duty)
                .isPresent();
        if (!known) {
            Statements.update(
                    connection,
                    "INSERT INTO bridge.sync_duty (duty, lease_owner, lease_until) VALUES (?, ?, ?)",
                    duty,
                    worker,
                    now.plus(lease));
        }
        return !known;
    }
}
