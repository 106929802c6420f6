package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.QueryProgress;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState.QueryStatus;
import io.github.sqldatabricks.bridge.job.QuerySamples;
import io.github.sqldatabricks.bridge.job.QuerySamples.Sample;
import io.github.sqldatabricks.bridge.job.QuerySamples.SampleThinning;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Rows of the tables {@code job} and {@code job_query} as jobs. */
final class JobReader {

    private static final String JOB_COLUMNS = "SELECT job_id, owner_name, request, destination, state, error,"
            + " cancel_requested, created_at, started_at, ended_at, retry_of, parameters_as_of FROM bridge.job job";
    private static final String QUERY_COLUMNS = "SELECT job_id, query_name, folder, state, attempts, rows_extracted,"
            + " bytes_written, elapsed_ms, started_at, ended_at, outcome, takeovers, estimated_rows, load_target FROM bridge.job_query";
    /** SQL Server allows 2100 parameters in a statement. */
    private static final int IDS_PER_STATEMENT = 500;

    private JobReader() {}

    /** Grows with each change of the job. */
    static Optional<Long> version(Connection connection, JobId id) throws SQLException {
        return Statements.one(
                connection, "SELECT version FROM bridge.job WHERE job_id = ?", row -> row.getLong(1), id.value());
    }

    static Optional<Job> find(Connection connection, JobId id) throws SQLException {
        return read(connection, JOB_COLUMNS + " WHERE job_id = ?", id.value()).stream()
                .findFirst();
    }

    /** The text that {@link RequestKeeper} made of the job's request. */
    static Optional<String> request(Connection connection, JobId id) throws SQLException {
        return Statements.one(
                connection, "SELECT request FROM bridge.job WHERE job_id = ?", row -> row.getString(1), id.value());
    }

    /** @param request as {@link #request} */
    record Details(String request, Map<QueryName, String> workers) {}

    static Optional<Details> details(Connection connection, JobId id) throws SQLException {
        Map<QueryName, String> workers = new HashMap<>();
        List<String> requests = new ArrayList<>();
        Statements.list(
                connection,
                "SELECT q.query_name, q.lease_owner, CASE WHEN q.ordinal = 0 THEN j.request END FROM bridge.job_query q"
                        + " INNER JOIN bridge.job j ON j.job_id = q.job_id WHERE q.job_id = ?",
                row -> {
                    QueryName name = new QueryName(row.getString(1));
                    Optional.ofNullable(row.getString(2)).ifPresent(worker -> workers.put(name, worker));
                    Optional.ofNullable(row.getString(3)).ifPresent(requests::add);
                    return name;
                },
                id.value());
        return requests.stream().findFirst().map(request -> new Details(request, workers));
    }

    static List<QuerySamples> samples(Connection connection, JobId id, Optional<QueryName> query) throws SQLException {
        Map<QueryName, List<Sample>> samples = new LinkedHashMap<>();
        List<Object> values = new ArrayList<>(List.of(id.value()));
        query.ifPresent(name -> values.add(name.value()));
        values.add(JobStore.SAMPLED_QUERIES * (SampleThinning.MOST + 1));
        Statements.list(
                connection,
                "SELECT query_name, slot, attempt, rows_extracted, bytes_written FROM bridge.job_sample WHERE job_id = ?"
                        + (query.isPresent() ? " AND query_name = ?" : "")
                        + " ORDER BY query_name, slot OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY",
                row -> samples.computeIfAbsent(new QueryName(row.getString(1)), name -> new ArrayList<>())
                        .add(new Sample(row.getInt(2), row.getInt(3), row.getLong(4), row.getLong(5))),
                values.toArray());
        return samples.entrySet().stream()
                .limit(JobStore.SAMPLED_QUERIES)
                .map(entry -> new QuerySamples(entry.getKey(), entry.getValue()))
                .toList();
    }

    static List<Job> list(Connection connection, JobFilter filter) throws SQLException {
        Conditions wanted = Conditions.of(filter);
        wanted.values.add(filter.offset());
        wanted.values.add(filter.limit());
        return read(
                connection,
                JOB_COLUMNS + wanted.where() + " ORDER BY created_at DESC, job_id OFFSET ? ROWS FETCH NEXT ? ROWS ONLY",
                wanted.values.toArray());
    }

    /** What stands behind WHERE, with the values of its markers. */
    private static final class Conditions {

        /** Jobs of older versions have no country in their row, but in their folders. */
        private static final String OF_COUNTRY = "(country = ? OR country IS NULL AND EXISTS (SELECT 1 FROM"
                + " bridge.job_query q WHERE q.job_id = job.job_id AND LOWER(q.folder) LIKE"
                + " LOWER(CONCAT(job.destination, '/', ?, '/%'))))";

        private static final String OF_QUERY =
                "EXISTS (SELECT 1 FROM bridge.job_query q WHERE q.job_id = job.job_id AND q.query_name = ?)";

        private final List<String> conditions = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();

        static Conditions of(JobFilter filter) {
            Conditions wanted = new Conditions();
            filter.visibleTo().ifPresent(owner -> wanted.add("owner_name = ?", owner));
            filter.owner().ifPresent(owner -> wanted.add("owner_name = ?", owner));
            filter.country().ifPresent(country -> wanted.add(OF_COUNTRY, country.key(), country.key()));
            filter.query().ifPresent(query -> wanted.add(OF_QUERY, query.value()));
            filter.from().ifPresent(from -> wanted.add("created_at >= ?", from));
            filter.to().ifPresent(to -> wanted.add("created_at < ?", to));
            filter.after()
                    .ifPresent(last -> wanted.add(
                            "(created_at < ? OR created_at = ? AND job_id > ?)",
                            last.createdAt(),
                            last.createdAt(),
                            last.job().value()));
            if (!filter.statuses().isEmpty()) {
                wanted.add(
                        "state IN (" + markers(filter.statuses().size()) + ")",
                        filter.statuses().stream().map(JobStatus::text).toArray());
            }
            return wanted;
        }

        private void add(String condition, Object... itsValues) {
            conditions.add(condition);
            values.addAll(List.of(itsValues));
        }

        String where() {
            return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        }
    }

    private static String markers(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    private static List<Job> read(Connection connection, String sql, Object... values) throws SQLException {
        List<Job> bare = Statements.list(connection, sql, JobReader::job, values);
        Map<String, List<QueryProgress>> queries =
                queries(connection, bare.stream().map(job -> job.id().value()).toList());
        return bare.stream()
                .map(job -> withQueries(job, queries.getOrDefault(job.id().value(), List.of())))
                .toList();
    }

    private static Map<String, List<QueryProgress>> queries(Connection connection, List<String> ids)
            throws SQLException {
        Map<String, List<QueryProgress>> found = new HashMap<>();
        for (List<String> some : Statements.slices(ids, IDS_PER_STATEMENT)) {
            Statements.list(
                    connection,
                    QUERY_COLUMNS + " WHERE job_id IN (" + markers(some.size()) + ") ORDER BY job_id, ordinal",
                    row -> found.computeIfAbsent(row.getString("job_id"), id -> new ArrayList<>())
                            .add(query(row)),
                    some.toArray());
        }
        return found;
    }

    private static Job withQueries(Job job, List<QueryProgress> queries) {
        return new Job(
                job.id(),
                job.owner(),
                job.request(),
                job.destination(),
                job.createdAt(),
                job.cancelRequested(),
                job.state(),
                queries,
                job.retry());
    }

    private static Job job(ResultSet row) throws SQLException {
        return new Job(
                new JobId(row.getString("job_id")),
                row.getString("owner_name"),
                JobJson.read(row.getString("request")),
                new VolumePath(row.getString("destination")),
                Statements.time(row, "created_at").orElseThrow(),
                row.getInt("cancel_requested") != 0,
                state(row),
                List.of(),
                retry(row));
    }

    private static Optional<Job.Retry> retry(ResultSet row) throws SQLException {
        String of = row.getString("retry_of");
        return of == null
                ? Optional.empty()
                : Optional.of(new Job.Retry(
                        new JobId(of), Statements.time(row, "parameters_as_of").orElseThrow()));
    }

    private static JobState state(ResultSet row) throws SQLException {
        Optional<Instant> started = Statements.time(row, "started_at");
        Optional<Instant> ended = Statements.time(row, "ended_at");
        return switch (JobStatus.of(row.getString("state"))) {
            case PENDING -> new JobState.Pending();
            case RUNNING -> new JobState.Running(started.orElseThrow());
            case COMPLETED -> new JobState.Completed(started.orElseThrow(), ended.orElseThrow());
            case FAILED -> new JobState.Failed(started.orElseThrow(), ended.orElseThrow(), row.getString("error"));
            case CANCELLED -> new JobState.Cancelled(started, ended.orElseThrow());
        };
    }

    private static QueryProgress query(ResultSet row) throws SQLException {
        return new QueryProgress(
                new QueryName(row.getString("query_name")),
                new VolumePath(row.getString("folder")),
                queryState(row),
                new Progress(
                        row.getInt("attempts"),
                        row.getLong("rows_extracted"),
                        row.getLong("bytes_written"),
                        Duration.ofMillis(row.getLong("elapsed_ms")),
                        Optional.ofNullable(row.getBigDecimal("estimated_rows")).map(BigDecimal::longValueExact)),
                row.getInt("takeovers"),
                Optional.ofNullable(row.getString("load_target")).map(JobJson::readLoad));
    }

    private static QueryState queryState(ResultSet row) throws SQLException {
        QueryStatus status = QueryStatus.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
        Optional<Instant> started = Statements.time(row, "started_at");
        return switch (status) {
            case PENDING -> new QueryState.Pending();
            case RUNNING -> new QueryState.Running(started.orElseThrow());
            case COMPLETED, SKIPPED, FAILED, CANCELLED ->
                new QueryState.Ended(
                        started,
                        Statements.time(row, "ended_at").orElseThrow(),
                        JobJson.readOutcome(status, row.getString("outcome")));
        };
    }
}
