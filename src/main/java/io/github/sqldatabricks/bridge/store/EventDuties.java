package io.github.sqldatabricks.bridge.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;

/** What one process at a time does. */
final class EventDuties {

    private EventDuties() {}

    private record Holder(String worker, LocalDateTime until) {}

    /** Takes the duty when nobody has it, or prolongs it. */
    static boolean hold(
            Connection connection, Changes changes, String duty, String worker, LocalDateTime now, Duration lease)
            throws SQLException {
        Optional<Holder> holder = Statements.one(
                connection,
                "SELECT lease_owner, lease_until FROM bridge.sync_duty WHERE duty = ?",
                row -> new Holder(row.getString(1), row.getObject(2, LocalDateTime.class)),
                duty);
        if (holder.isEmpty()) {
            changes.add(
                    "INSERT INTO bridge.sync_duty (duty, lease_owner, lease_until) VALUES (?, ?, ?)",
                    duty,
                    worker,
                    now.plus(lease));
            return true;
        }
        boolean free =
                holder.get().worker().equals(worker) || !holder.get().until().isAfter(now);
        if (free) {
            changes.require(
                    "UPDATE bridge.sync_duty SET lease_owner = ?, lease_until = ?"
                            + " WHERE duty = ? AND (lease_owner = ? OR lease_until <= ?)",
                    worker,
                    now.plus(lease),
                    duty,
                    worker,
                    now);
        }
        return free;
    }
}
