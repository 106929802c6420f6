package io.github.sqldatabricks.bridge.store;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.StreamsRun;
import io.github.sqldatabricks.bridge.job.IdempotencyKey;
import io.github.sqldatabricks.bridge.job.Job;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.job.QuerySamples;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.store.Statements.Changes;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@link JobStore} in a database. */
@ApplicationScoped
public class JdbcJobStore implements JobStore {

    private static final int CREATE_ATTEMPTS = 3;

    private final JobDatabase database;
    private final RequestKeeper requests;

    public JdbcJobStore(JobDatabase database, RequestKeeper requests) {
        this.database = database;
        this.requests = requests;
    }

    @Override
    public Job create(NewJob job) {
        requests.requireKept(job);
        for (int attempt = 1; attempt < CREATE_ATTEMPTS; attempt++) {
            if (database.isChanged((connection, changes) -> insert(connection, changes, job))) {
                return find(job.id()).orElseThrow();
            }
            Optional<Job> earlier = database.run(connection -> earlier(connection, job));
            if (earlier.isPresent()) {
                return earlier.get();
            }
            // The one in the way has just ended.
        }
        throw new BridgeException.Conflict(
                ErrorCode.DESTINATION_BUSY,
                "Other jobs are writing to the same destination. Try again when they have ended.");
    }

    private Changes insert(Connection connection, Changes changes, NewJob job) throws SQLException {
        JobWriter.insert(changes, job, requests.write(job), database.now(connection));
        UniqueJobs.insertKey(
                changes, job, requests.hash(job.request(), job.retry().map(Job.Retry::of)));
        UniqueJobs.insertFolders(changes, job);
        return changes;
    }

    private Optional<Job> earlier(Connection connection, NewJob job) throws SQLException {
        if (job.key().isPresent()) {
            Optional<JobId> same = UniqueJobs.findByKey(
                    connection,
                    job.owner(),
                    job.key().get(),
                    requests.hash(job.request(), job.retry().map(Job.Retry::of)));
            if (same.isPresent()) {
                return JobReader.find(connection, same.get());
            }
        }
        Optional<UniqueJobs.Taken> taken = UniqueJobs.firstTaken(connection, job);
        if (taken.isPresent()) {
            throw busy(connection, job.owner(), taken.get());
        }
        return Optional.empty();
    }

    /** Others' jobs are not named: the caller can neither see nor cancel them. */
    private static BridgeException.Conflict busy(Connection connection, String owner, UniqueJobs.Taken taken)
            throws SQLException {
        boolean own = JobReader.find(connection, new JobId(taken.job()))
                .filter(other -> other.owner().equals(owner))
                .isPresent();
        return new BridgeException.Conflict(
                ErrorCode.DESTINATION_BUSY,
                (own ? "The job " + taken.job() : "A job of another user") + " is writing to " + taken.folder()
                        + (own
                                ? ". Wait until it has ended, cancel it, or choose another destination."
                                : ". Wait until it has ended, or choose another destination."));
    }

    @Override
    public Optional<Job> findByKey(
            String owner, IdempotencyKey key, ExtractionRequest request, Optional<JobId> retryOf) {
        return findByKey(owner, key, requests.hash(request, retryOf));
    }

    @Override
    public Optional<Job> findByKey(String owner, IdempotencyKey key, StreamsRun run) {
        return findByKey(owner, key, requests.hash(run));
    }

    private Optional<Job> findByKey(String owner, IdempotencyKey key, String body) {
        return database.run(connection -> {
            Optional<JobId> id = UniqueJobs.findByKey(connection, owner, key, body);
            return id.isPresent() ? JobReader.find(connection, id.get()) : Optional.empty();
        });
    }

    @Override
    public Optional<Job> find(JobId id) {
        return database.run(connection -> JobReader.find(connection, id));
    }

    @Override
    public Map<String, ParameterValue> parameters(JobId id) {
        return database.run(connection -> JobReader.request(connection, id))
                .map(stored -> requests.parameters(id, stored))
                .orElse(Map.of());
    }

    @Override
    public Optional<Told> told(JobId id) {
        return database.run(connection -> JobReader.told(connection, id))
                .map(found -> new Told(found.job(), new Details(requests.shown(id, found.request()), found.workers())));
    }

    @Override
    public List<QuerySamples> samples(JobId id, Optional<QueryName> query) {
        return database.run(connection -> JobReader.samples(connection, id, query));
    }

    @Override
    public List<Job> list(JobFilter filter) {
        return database.run(connection -> JobReader.list(connection, filter));
    }

    @Override
    public List<List<Job>> lists(List<JobFilter> filters, Set<JobStatus> rare) {
        return database.run(connection -> JobReader.lists(connection, filters, rare));
    }

    @Override
    public Map<JobStatus, Long> countByStatus(Optional<String> owner) {
        Map<JobStatus, Long> counts = new EnumMap<>(JobStatus.class);
        for (JobStatus status : JobStatus.values()) {
            counts.put(status, 0L);
        }
        database.run(connection -> Statements.list(
                connection,
                "SELECT state, COUNT(*) FROM bridge.job" + (owner.isPresent() ? " WHERE owner_name = ?" : "")
                        + " GROUP BY state",
                row -> counts.put(JobStatus.of(row.getString(1)), row.getLong(2)),
                owner.stream().toArray()));
        return counts;
    }

    @Override
    public Map<VolumePath, Writer> writers(List<VolumePath> folders) {
        return database.run(connection -> UniqueJobs.writers(connection, folders));
    }

    @Override
    public Map<String, Map<JobStatus, Instant>> newestByCountry(Optional<String> owner) {
        Map<String, Map<JobStatus, Instant>> newest = new HashMap<>();
        database.run(connection -> Statements.list(
                connection,
                "SELECT country, state, MAX(created_at) AS newest FROM bridge.job WHERE country IS NOT NULL"
                        + (owner.isPresent() ? " AND owner_name = ?" : "") + " GROUP BY country, state",
                row -> newest.computeIfAbsent(row.getString("country"), key -> new EnumMap<>(JobStatus.class))
                        .put(
                                JobStatus.of(row.getString("state")),
                                Statements.time(row, "newest").orElseThrow()),
                owner.stream().toArray()));
        return newest;
    }

    @Override
    public Optional<Job> change(JobId id, Change change) {
        return database.change((connection, changes) -> {
            Optional<Long> version = JobReader.version(connection, id);
            return version.isPresent()
                    ? Optional.of(
                            JobWriter.change(connection, changes, id, version.get(), change, database.now(connection)))
                    : Optional.empty();
        });
    }

    @Override
    public Optional<Job> changeLeased(Lease lease, String worker, Change change) {
        return database.change((connection, changes) -> {
            Optional<Job> before = JobWriter.requireLeased(connection, changes, lease, worker);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            Job after = change.apply(before.get(), Statements.instant(database.now(connection)));
            JobWriter.save(changes, before.get(), after);
            return Optional.of(after);
        });
    }

    @Override
    public int prune(Duration age) {
        return database.prune(
                StoreErrors.JOBS,
                age,
                "DELETE FROM bridge.job WHERE job_id IN (SELECT j.job_id FROM bridge.job j WHERE j.ended_at < ?"
                        + " ORDER BY j.job_id OFFSET 0 ROWS FETCH NEXT ? ROWS ONLY)");
    }
}
