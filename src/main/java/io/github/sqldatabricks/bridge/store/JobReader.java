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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of the tables {@code job} and {@code job_query} as jobs. */
final class JobReader {

    private static final String JOB_COLUMNS = "SELECT job_id, owner_name, request, destination, state, error,"
            + " cancel_requested, created_at, started_at, ended_at, retry_of, parameters_as_of FROM bridge.job job";
    private static final String QUERY_COLUMNS = "SELECT job_id, query_name, folder, state, attempts, rows_extracted,"
            + " bytes_written, elapsed_ms, started_at, ended_at, outcome, takeovers, estimated_rows, load_target, lease_owner FROM bridge.job_query";
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
    record Told(Job job, String request, Map<QueryName, String> workers) {}

    static Optional<Told> told(Connection connection, JobId id) throws SQLException {
        Optional<Told> bare = Statements.one(
                connection,
                JOB_COLUMNS + " WHERE job_id = ?",
                row -> new Told(job(row), row.getString("request"), new HashMap<>()),
                id.value());
        if (bare.isEmpty()) {
            return bare;
        }
        Told told = bare.get();
        List<QueryProgress> queries = Statements.list(
                connection,
                QUERY_COLUMNS + " WHERE job_id = ? ORDER BY ordinal",
                row -> {
                    QueryProgress query = query(row);
                    Optional.ofNullable(row.getString("lease_owner"))
                            .ifPresent(worker -> told.workers().put(query.name(), worker));
                    return query;
                },
                id.value());
        return Optional.of(new Told(withQueries(told.job(), queries), told.request(), told.workers()));
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
        JobConditions wanted = JobConditions.of(filter, Set.of());
        return read(connection, JOB_COLUMNS + wanted.text(), wanted.values().toArray());
    }

    /** What each filter lets through, in two statements for all. */
    static List<List<Job>> lists(Connection connection, List<JobFilter> filters, Set<JobStatus> rare)
            throws SQLException {
        List<JobConditions> wanted =
                filters.stream().map(filter -> JobConditions.of(filter, rare)).toList();
        List<List<Job>> lists = new ArrayList<>();
        wanted.forEach(one -> lists.add(new ArrayList<>()));
        List<Job> all = Statements.list(
                connection,
                IntStream.range(0, wanted.size())
                        .mapToObj(i -> "SELECT " + i + " AS part, part" + i + ".* FROM (" + JOB_COLUMNS
                                + wanted.get(i).text() + ") part" + i)
                        .collect(Collectors.joining(" UNION ALL ", "", " ORDER BY part, created_at DESC, job_id")),
                row -> {
                    Job job = job(row);
                    lists.get(row.getInt("part")).add(job);
                    return job;
                },
                wanted.stream().flatMap(one -> one.values().stream()).toArray());
        Map<String, List<QueryProgress>> queries = queries(connection, all);
        return lists.stream().map(list -> withQueries(list, queries)).toList();
    }

    static String markers(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    private static List<Job> read(Connection connection, String sql, Object... values) throws SQLException {
        List<Job> bare = Statements.list(connection, sql, JobReader::job, values);
        return withQueries(bare, queries(connection, bare));
    }

    private static List<Job> withQueries(List<Job> bare, Map<String, List<QueryProgress>> queries) {
        return bare.stream()
                .map(job -> withQueries(job, queries.getOrDefault(job.id().value(), List.of())))
                .toList();
    }

    private static Map<String, List<QueryProgress>> queries(Connection connection, List<Job> jobs) throws SQLException {
        Set<String> ids = jobs.stream().map(job -> job.id().value()).collect(Collectors.toSet());
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
