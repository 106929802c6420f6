package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.store.Statements.Changes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;

/** Leader locks: what one process at a time does, as long as it prolongs its lease. */
final class LeaderLock {

    private LeaderLock() {}

    private record Holder(String worker, LocalDateTime until) {}

    /** Takes the lock when no process has it, or prolongs it. */
    static boolean hold(
            Connection connection, Changes changes, String name, String worker, LocalDateTime now, Duration lease)
            throws SQLException {
        Optional<Holder> holder = Statements.one(
                connection,
                "SELECT lease_owner, lease_until FROM bridge.sync_duty WHERE duty = ?",
                row -> new Holder(row.getString(1), row.getObject(2, LocalDateTime.class)),
                name);
        if (holder.isEmpty()) {
            changes.add(
                    "INSERT INTO bridge.sync_duty (duty, lease_owner, lease_until) VALUES (?, ?, ?)",
                    name,
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
                    name,
                    worker,
                    now);
        }
        return free;
    }
}
