package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.run.ReplicationStore.LastLoad;
import io.github.sqldatabricks.bridge.run.ReplicationStore.Pause;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.StreamState;
import io.github.sqldatabricks.bridge.run.StreamState.Block;
import io.github.sqldatabricks.bridge.run.StreamState.Trouble;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Rows of {@code bridge.replication_stream}. */
final class StreamRow {

    /** Selects the rows of all replications. */
    static final String SELECT_ALL =
            "SELECT replication_name, stream, generation, position, reset, approved_by, load_id, job_id, rows_loaded, loaded_at,"
                    + " current_as_of, completeness, failures, error_code, failed_at, fresh_for, told, blocked_load, blocked_range,"
                    + " blocked_follows, blocked_before, blocked_after FROM bridge.replication_stream";

    /** Selects the rows of a replication. */
    static final String SELECT = SELECT_ALL + " WHERE replication_name = ?";

    static final String OF_STREAM = " WHERE replication_name = ? AND stream = ?";

    /** What was said of the load that was blocked is over. */
    static final String NOT_BLOCKED = "approved_by = NULL, blocked_load = NULL, blocked_range = NULL,"
            + " blocked_follows = NULL, blocked_before = NULL, blocked_after = NULL";

    private static final String UNBLOCK =
            "UPDATE bridge.replication_stream SET " + NOT_BLOCKED + OF_STREAM + " AND blocked_range ";

    /** A load of a run has ended. */
    static final String UNBLOCK_RUN = UNBLOCK + "= ''";

    /** A load of a backfill has ended. */
    static final String UNBLOCK_BACKFILL = UNBLOCK + "<> ''";

    /**
     * A load is blocked, of a stream that is as it was seen: an approval of another one of the same rows, onto the same target, stays if
     * this one takes no more away.
     */
    static final String BLOCK = "UPDATE bridge.replication_stream SET approved_by = CASE WHEN blocked_range = ?"
            + " AND blocked_follows = ? AND blocked_before - blocked_after >= ? THEN approved_by ELSE NULL END,"
            + " blocked_load = ?, blocked_range = ?, blocked_follows = ?, blocked_before = ?, blocked_after = ?"
            + OF_STREAM
            + " AND generation = ? AND COALESCE(load_id, '') = ?";

    private StreamRow() {}

    /** The stream of a row. */
    static StreamState read(ResultSet row) throws SQLException {
        return new StreamState(
                new StreamId(row.getString("replication_name"), row.getString("stream")),
                row.getLong("generation"),
                Optional.ofNullable(row.getString("position")),
                row.getInt("reset") == 1,
                block(row),
                // One that an earlier version has noted is of no load that anybody has seen.
                block(row).isPresent() ? Optional.ofNullable(row.getString("approved_by")) : Optional.empty(),
                load(row),
                Statements.time(row, "current_as_of"),
                Optional.ofNullable(row.getString("completeness")),
                failure(row),
                Optional.ofNullable(row.getObject("fresh_for", Long.class)).map(Duration::ofSeconds),
                Optional.ofNullable(row.getString("told")).map(text -> Trouble.valueOf(text.toUpperCase(Locale.ROOT))));
    }

    private static Optional<Block> block(ResultSet row) throws SQLException {
        String load = row.getString("blocked_load");
        return load == null
                ? Optional.empty()
                : Optional.of(new Block(
                        load,
                        Optional.of(row.getString("blocked_range")).filter(range -> !range.isEmpty()),
                        Optional.of(row.getString("blocked_follows")).filter(last -> !last.isEmpty()),
                        row.getLong("blocked_before"),
                        row.getLong("blocked_after")));
    }

    private static Optional<LastLoad> load(ResultSet row) throws SQLException {
        String id = row.getString("load_id");
        return id == null
                ? Optional.empty()
                : Optional.of(new LastLoad(
                        id,
                        row.getString("job_id"),
                        row.getLong("rows_loaded"),
                        Statements.time(row, "loaded_at").orElseThrow()));
    }

    private static Optional<StreamState.Failure> failure(ResultSet row) throws SQLException {
        long count = row.getLong("failures");
        return count == 0
                ? Optional.empty()
                : Optional.of(new StreamState.Failure(
                        count,
                        row.getString("error_code"),
                        Statements.time(row, "failed_at").orElseThrow()));
    }

    /** Rows of {@code bridge.replication_schedule}. */
    static final class ScheduleRow {

        /** Selects those that are paused. */
        static final String PAUSES =
                "SELECT name, paused_by, paused_at FROM bridge.replication_schedule WHERE paused_at IS NOT NULL";

        private ScheduleRow() {}

        /** Who has paused the replication of a row. */
        static Pause pause(ResultSet row) throws SQLException {
            return new Pause(
                    row.getString("paused_by"),
                    Statements.time(row, "paused_at").orElseThrow());
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
}
