package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.run.ReplicationStore.LastLoad;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import io.github.sqldatabricks.bridge.run.StreamState;
import io.github.sqldatabricks.bridge.run.StreamState.Trouble;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Rows of {@code bridge.replication_stream}. */
final class StreamRow {

    /** Selects the rows of a replication. */
    static final String SELECT =
            "SELECT replication_name, stream, generation, position, reset, approved_by, load_id, job_id, rows_loaded, loaded_at,"
                    + " current_as_of, completeness, failures, error_code, failed_at, fresh_for, told FROM bridge.replication_stream"
                    + " WHERE replication_name = ?";

    private StreamRow() {}

    /** The stream of a row. */
    static StreamState read(ResultSet row) throws SQLException {
        return new StreamState(
                new StreamId(row.getString("replication_name"), row.getString("stream")),
                row.getLong("generation"),
                Optional.ofNullable(row.getString("position")),
                row.getInt("reset") == 1,
                Optional.ofNullable(row.getString("approved_by")),
                load(row),
                Statements.time(row, "current_as_of"),
                Optional.ofNullable(row.getString("completeness")),
                failure(row),
                Optional.ofNullable(row.getObject("fresh_for", Long.class)).map(Duration::ofSeconds),
                Optional.ofNullable(row.getString("told")).map(text -> Trouble.valueOf(text.toUpperCase(Locale.ROOT))));
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
}
