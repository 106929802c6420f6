package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobStore;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes jobs into the tables {@code job}, {@code job_query}, {@code active_output} and {@code idempotency_key}. */
final class JobWriter {

    /** A row that a worker holds; the markers are those of {@link #key}. */
    static final String HELD = " WHERE job_id = ? AND query_name = ? AND fence = ? AND lease_owner = ?"
            + " AND state IN ('pending', 'running')";

    private JobWriter() {}

    /** @param request as {@link RequestKeeper} keeps it */
    static void insert(Changes changes, NewJob job, String request, LocalDateTime now) {
        changes.add(
                "INSERT INTO bridge.job (job_id, owner_name, request, destination, state, cancel_requested, version,"
                        + " created_at, country, retry_of, parameters_as_of)"
                        + " VALUES (?, ?, ?, ?, 'pending', 0, 0, ?, ?, ?, ?)",
                job.id().value(),
                job.owner(),
                request,
                job.destination().value(),
                now,
                job.request().country().key(),
                job.retry().map(retry -> retry.of().value()),
                job.retry().map(Job.Retry::parametersAsOf));
        List<List<Object>> queries = new ArrayList<>();
        for (QueryProgress query : job.queries()) {
            queries.add(List.of(
                    job.id().value(),
                    query.name().value(),
                    queries.size(),
                    query.folder().value(),
                    query.load().map(JobJson::writeLoad),
                    now));
        }
        changes.insert(
                "bridge.job_query (job_id, query_name, ordinal, folder, load_target, state, lease_until, fence, attempts,"
                        + " rows_extracted, bytes_written, elapsed_ms)",
                "(?, ?, ?, ?, ?, 'pending', ?, 0, 0, 0, 0, 0)",
                queries);
    }

    /**
     * Changes a job, as it is now.
     *
     * @param version as it was before anything else of the job was read
     */
    static Job change(
            Connection connection, Changes changes, JobId id, long version, JobStore.Change change, LocalDateTime now)
            throws SQLException {
        Job before = JobReader.find(connection, id).orElseThrow();
        Job after = change.apply(before, Statements.instant(now));
        requireUnchanged(changes, id, version);
        save(changes, before, after);
        return after;
    }

    /** The job that is going to be changed, as long as the worker has the lease; empty when it has not, or there is no such job. */
    static Optional<Job> requireLeased(Connection connection, Changes changes, Lease lease, String worker)
            throws SQLException {
        Optional<Long> version = JobReader.version(connection, lease.job());
        if (version.isEmpty() || !isHeld(connection, lease, worker)) {
            return Optional.empty();
        }
        requireUnchanged(changes, lease.job(), version.get());
        return JobReader.find(connection, lease.job());
    }

    /** Nobody else may have changed the job, or taken one of its queries, since it had this version; then it has the next one. */
    static void requireUnchanged(Changes changes, JobId id, long version) {
        changes.require(
                "UPDATE bridge.job SET version = version + 1 WHERE job_id = ? AND version = ?", id.value(), version);
    }

    /** Writes what differs between the two. */
    static void save(Changes changes, Job before, Job after) {
        if (!after.state().equals(before.state()) || after.cancelRequested() != before.cancelRequested()) {
            saveJob(changes, after);
        }
        List<QueryProgress> changed = after.queries().stream()
                .filter(query -> !query.equals(before.query(query.name())))
                .toList();
        if (changed.size() > 1 && areAllWaitingEndedAlike(before, changed)) {
            endWaiting(changes, after.id(), (QueryState.Ended) changed.get(0).state());
        } else {
            changed.forEach(query -> saveQuery(changes, after.id(), query));
        }
    }

    /** Whether all queries that waited, and only those, have ended in the same way, as those of a cancelled job. */
    private static boolean areAllWaitingEndedAlike(Job before, List<QueryProgress> changed) {
        QueryProgress first = changed.get(0);
        return first.ended()
                && changed.size() == before.count(QueryStatus.PENDING)
                && changed.stream()
                        .allMatch(query -> query.state().equals(first.state())
                                && before.query(query.name()).state().status() == QueryStatus.PENDING
                                && before.query(query.name()).progress().equals(query.progress()));
    }

    /** However many they are: the job's locks are held for one round trip. */
    private static void endWaiting(Changes changes, JobId job, QueryState.Ended end) {
        changes.add(
                "DELETE FROM bridge.active_output WHERE job_id = ? AND query_name IN (SELECT q.query_name"
                        + " FROM bridge.job_query q WHERE q.job_id = ? AND q.state = 'pending')",
                job.value(),
                job.value());
        for (String table : JdbcPartStore.TABLES) {
            changes.add(
                    "DELETE FROM bridge." + table + " WHERE job_id = ? AND query_name IN (SELECT q.query_name"
                            + " FROM bridge.job_query q WHERE q.job_id = ? AND q.state = 'pending')",
                    job.value(),
                    job.value());
        }
        changes.add(
                "UPDATE bridge.job_query SET state = ?, started_at = ?, ended_at = ?, outcome = ?"
                        + " WHERE job_id = ? AND state = 'pending'",
                end.status().text(),
                end.startedAt(),
                end.endedAt(),
                JobJson.writeOutcome(end.outcome()),
                job.value());
    }

    private static void saveJob(Changes changes, Job job) {
        changes.add(
                "UPDATE bridge.job SET state = ?, error = ?, cancel_requested = ?, started_at = ?, ended_at = ?"
                        + " WHERE job_id = ?",
                job.state().status().text(),
                job.state().error(),
                job.cancelRequested() ? 1 : 0,
                job.state().startedAt(),
                job.state().endedAt(),
                job.id().value());
    }

    private static void saveQuery(Changes changes, JobId job, QueryProgress query) {
        Progress progress = query.progress();
        changes.add(
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
                query.outcome().map(JobJson::writeOutcome),
                job.value(),
                query.name().value());
        if (query.ended()) {
            UniqueJobs.removeFolder(changes, job, query.name());
            if (query.load().isPresent()) {
                JdbcPartStore.delete(changes, job, query.name());
            }
        }
    }

    /** Whether the worker has the lease and its query has not ended. The job must be locked. */
    static boolean isHeld(Connection connection, Lease lease, String worker) throws SQLException {
        return Statements.one(
                        connection,
                        "SELECT fence FROM bridge.job_query" + HELD,
                        row -> row.getLong(1),
                        key(lease, worker))
                .isPresent();
    }

    static Object[] key(Lease lease, String worker) {
        return new Object[] {lease.job().value(), lease.query().value(), lease.fence(), worker};
    }
}
