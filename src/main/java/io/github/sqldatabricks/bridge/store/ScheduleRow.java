package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.run.ReplicationStore.Pause;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Rows of {@code bridge.replication_schedule}. */
final class ScheduleRow {

    /** Selects those that are paused. */
    static final String PAUSES =
            "SELECT name, paused_by, paused_at FROM bridge.replication_schedule WHERE paused_at IS NOT NULL";

    private ScheduleRow() {}

    /** Who has paused the replication of a row. */
    static Pause pause(ResultSet row) throws SQLException {
        return new Pause(
                row.getString("paused_by"), Statements.time(row, "paused_at").orElseThrow());
    }

    /** Until when its schedule is done; empty for one that never ran. */
    static Optional<Instant> doneUntil(Connection connection, String replication) throws SQLException {
        return Statements.one(
                        connection,
                        "SELECT done_until FROM bridge.replication_schedule WHERE name = ?",
                        row -> Statements.time(row, "done_until"),
                        replication)
                .flatMap(time -> time);
    }

    /** Adds the replication's row when it is missing. */
    static void add(Connection connection, Changes changes, String name) throws SQLException {
        boolean known = Statements.one(
                        connection,
                        "SELECT name FROM bridge.replication_schedule WHERE name = ?",
                        row -> row.getString(1),
                        name)
                .isPresent();
        if (!known) {
            changes.add("INSERT INTO bridge.replication_schedule (name) VALUES (?)", name);
        }
    }
}
