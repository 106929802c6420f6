package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.NewJob;
import io.github.sqldatabricks.bridge.job.Progress;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.model.JobId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;

/** Writes jobs into the tables {@code job}, {@code job_query}, {@code active_output} and {@code idempotency_key}. */
final class JobWriter {

    private JobWriter() {}

    /** @param request as {@link RequestKeeper} keeps it */
    static void insert(
            Connection connection, NewJob job, String request, LocalDateTime now, String worker, Duration lease)
            throws SQLException {
        Statements.update(
                connection,
                "INSERT INTO bridge.job (job_id, owner_name, request, destination, state, cancel_requested, version,"
                        + " created_at) VALUES (?, ?, ?, ?, 'pending', 0, 0, ?)",
                job.id().value(),
                job.owner(),
                request,
                job.destination().value(),
                now);
        int ordinal = 0;
        for (QueryProgress query : job.queries()) {
            Statements.update(
                    connection,
                    "INSERT INTO bridge.job_query (job_id, query_name, ordinal, folder, state, lease_owner, lease_until,"
                            + " fence, attempts, rows_extracted, bytes_written, elapsed_ms)"
                            + " VALUES (?, ?, ?, ?, 'pending', ?, ?, 1, 0, 0, 0, 0)",
                    job.id().value(),
                    query.name().value(),
                    ordinal++,
                    query.folder().value(),
                    worker,
                    now.plus(lease));
        }
    }

    /** Keeps everybody else from changing the job until this transaction ends. */
    static boolean lock(Connection connection, JobId id) throws SQLException {
        return Statements.update(connection, "UPDATE bridge.job SET version = version + 1 WHERE job_id = ?", id.value())
                == 1;
    }

    /** Writes what differs between the two. */
    static void save(Connection connection, Job before, Job after) throws SQLException {
        if (!after.state().equals(before.state()) || after.cancelRequested() != before.cancelRequested()) {
            saveJob(connection, after);
        }
        for (QueryProgress query : after.queries()) {
            if (!query.equals(before.query(query.name()))) {
                saveQuery(connection, after.id(), query);
            }
        }
    }

    private static void saveJob(Connection connection, Job job) throws SQLException {
        Statements.update(
                connection,
                "UPDATE bridge.job SET state = ?, error = ?, cancel_requested = ?, started_at = ?, ended_at = ?"
                        + " WHERE job_id = ?",
                job.state().status().text(),
                job.state().error(),
                job.cancelRequested() ? 1 : 0,
                job.state().startedAt(),
                job.state().endedAt(),
                job.id().value());
    }

    private static void saveQuery(Connection connection, JobId job, QueryProgress query) throws SQLException {
        Progress progress = query.progress();
        Statements.update(
                connection,
                "UPDATE bridge.job_query SET state = ?, attempts = ?, rows_extracted = ?, bytes_written = ?,"
                        + " elapsed_ms = ?, estimated_rows = ?, started_at = ?, ended_at = ?, outcome = ?"
                        + " WHERE job_id = ? AND query_name = ?",
                query.state().status().text(),
                progress.attempts(),
                progress.rows(),
                progress.bytes(),
                progress.elapsed().toMillis(),
                progress.estimatedRows(),
                query.state().startedAt(),
                query.state().endedAt(),
                query.outcome().map(OutcomeJson::write),
                job.value(),
                query.name().value());
        if (query.ended()) {
            ActiveOutputs.remove(connection, job, query.name());
        }
    }
}
