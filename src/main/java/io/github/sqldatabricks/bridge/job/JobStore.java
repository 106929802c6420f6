package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.StreamsRun;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.github.sqldatabricks.bridge.work.WorkHandler.Renewal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Port: where jobs last longer than a process. Several processes may share one store. Every call is one transaction:
 * what was answered survives a kill of this process. Thread-safe, blocking. Only {@link JobTracker} writes.
 *
 * <p>All calls throw {@link BridgeException.RemoteTransient} or {@link BridgeException.RemotePermanent} (code
 * {@code job-store-unavailable} or {@code job-store-failed}) when the store can't be used.
 */
public interface JobStore {

    /** A change of a job, given the job as it is and the store's time. */
    @FunctionalInterface
    interface Change {
        Job apply(Job job, Instant now);
    }

    /**
     * Stores a job, whose queries wait for any worker.
     *
     * @return the stored job; when its idempotency key was used for the same request before, the earlier job
     * @throws BridgeException.InvalidRequest when the store can't keep the request's secrets
     * @throws BridgeException.Conflict when an unfinished job writes to one of the folders
     * @throws BridgeException.KeyReused when the key was used for another request
     */
    Job create(NewJob job);

    /**
     * The job that was made with the key.
     *
     * @param retryOf the job whose queries are tried again, which makes it another request; empty for none
     * @throws BridgeException.KeyReused when it was made with another request
     */
    Optional<Job> findByKey(String owner, IdempotencyKey key, ExtractionRequest request, Optional<JobId> retryOf);

    /** The same of a run of streams, whatever its streams were then. */
    Optional<Job> findByKey(String owner, IdempotencyKey key, StreamsRun run);

    /** The job, when there is one. */
    Optional<Job> find(JobId id);

    /**
     * The parameters that the job's request gave. They may be secret, so nothing else here returns them.
     *
     * @throws BridgeException.RemotePermanent with code {@code parameters-unreadable} when they are sealed with a key that
     *     this process does not have
     */
    Map<String, ParameterValue> parameters(JobId id);

    /** The job with what is not told in lists, when there is one. */
    Optional<Told> told(JobId id);

    /**
     * How far the queries of a job were over time, by their names.
     *
     * @param query only of this one; empty for all, at most {@value #SAMPLED_QUERIES}
     */
    List<QuerySamples> samples(JobId id, Optional<QueryName> query);

    /** Of how many queries samples are answered at most. */
    int SAMPLED_QUERIES = 100;

    /** The jobs that match, newest first. */
    List<Job> list(JobFilter filter);

    /**
     * The same for each of some filters, at one moment and at the cost of one.
     *
     * @param filters at least one
     * @param rare states that few jobs are in, such as 1000: their jobs are found by the states of their queries, not by looking at all jobs. Says
     *     how they are found, not which; but a job whose query is taken or given back at this moment may be missed
     */
    List<List<Job>> lists(List<JobFilter> filters, Set<JobStatus> rare);

    /**
     * How many jobs there are in each state.
     *
     * @param owner only those of this principal; empty for all
     */
    Map<JobStatus, Long> countByStatus(Optional<String> owner);

    /** Which unfinished jobs write into these folders; those that nobody writes to are left out. */
    Map<VolumePath, Writer> writers(List<VolumePath> folders);

    /**
     * When the last job of each country and state was created.
     *
     * @param owner only those of this principal; empty for all
     * @return by the country's key, see {@link Country#key()}
     */
    Map<String, Map<JobStatus, Instant>> newestByCountry(Optional<String> owner);

    /** Changes a job while nobody else can; empty when it does not exist. What {@code change} throws changes nothing. */
    Optional<Job> change(JobId id, Change change);

    /** Like {@link #change}, but does nothing and returns empty unless {@code worker} still has the lease. */
    Optional<Job> changeLeased(Lease lease, String worker, Change change);

    /** Deletes the jobs that ended longer ago than {@code age}. Returns how many. */
    int prune(Duration age);

    /**
     * What is told of one job alone.
     *
     * @param parameters of its request as text, secrets masked; empty when they are sealed with another key
     * @param workers the processes that run its queries, or ran them last; those that nobody has run are left out
     */
    record Details(Optional<Map<String, String>> parameters, Map<QueryName, String> workers) {}

    /** A job, and what is told of one job alone. */
    record Told(Job job, Details details) {}

    /** A job that writes into a folder, and whose it is. */
    record Writer(JobId job, String owner) {}

    /**
     * A job that is about to be stored.
     *
     * @param id its identity
     * @param owner the name of the principal that asks for it
     * @param key makes a repetition of the same request harmless
     * @param request what is asked for, as it came
     * @param secrets names of its parameters that nobody may read in the store
     * @param destination the volume folder, with the default filled in
     * @param queries at least one, all pending
     * @param retry what it tries again; empty for most
     */
    record NewJob(
            JobId id,
            String owner,
            Optional<IdempotencyKey> key,
            ExtractionRequest request,
            Set<String> secrets,
            VolumePath destination,
            List<QueryProgress> queries,
            Optional<Job.Retry> retry) {

        public NewJob {
            secrets = Set.copyOf(secrets);
            queries = List.copyOf(queries);
            if (queries.isEmpty()) {
                throw new IllegalArgumentException("a job needs at least one query");
            }
        }
    }

    /**
     * Which jobs to list, newest first. A filter that is empty lets all jobs through.
     *
     * @param visibleTo the principal whose jobs alone may be seen; empty for an admin
     * @param statuses in one of these states
     * @param owner asked for by this principal
     * @param country of this country, whatever its case
     * @param query with a query of this name
     * @param from created then, or later
     * @param to created before
     * @param after older than this job, in the order of the list
     * @param limit at most so many, at least 1
     * @param offset leaves out so many of the newest, at least 0
     */
    record JobFilter(
            Optional<String> visibleTo,
            Set<JobStatus> statuses,
            Optional<String> owner,
            Optional<Country> country,
            Optional<QueryName> query,
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<Position> after,
            int limit,
            int offset) {

        public JobFilter {
            statuses = Set.copyOf(statuses);
        }
    }

    /**
     * Where a job stands in a list, which it keeps while new ones arrive.
     *
     * @param createdAt microseconds count
     * @param job tells those of one moment apart
     */
    record Position(Instant createdAt, JobId job) {

        /** What a position looks like as text. */
        public static final String PATTERN = "[0-9]{1,16}-[A-Za-z0-9-]{1,64}";

        /** The position of a job. */
        public static Position of(Job job) {
            return new Position(job.createdAt(), job.id());
        }

        /**
         * Reads what {@link #toString} has written.
         *
         * @throws BridgeException.InvalidRequest when it is something else
         */
        public static Position parse(String text) {
            if (!text.matches(PATTERN)) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_FIELD, "Expected after to be the Bridge-Next of a page.");
            }
            int separator = text.indexOf('-');
            Instant time = Instant.EPOCH.plus(Long.parseLong(text.substring(0, separator)), ChronoUnit.MICROS);
            return new Position(time, new JobId(text.substring(separator + 1)));
        }

        @Override
        public String toString() {
            return ChronoUnit.MICROS.between(Instant.EPOCH, createdAt) + "-" + job;
        }
    }

    /**
     * Port: who works on which query. A lease that is not renewed in time may be taken by any worker. Thread-safe,
     * blocking; fails as {@link JobStore} does.
     */
    interface LeaseStore {

        /** Extends leases from now on by {@code lease} and writes how far their queries are, many in one batch. */
        Renewal<Lease> renew(Map<Lease, Progress> running, String worker, Duration lease);

        /**
         * Claims the oldest query that nobody holds, because it waits or because its lease has run out, and begins it. A query that ran,
         * and was not given back, counts one takeover more.
         *
         * @param maxTakeovers how many processes may die while they run a query before it fails
         * @return empty when there is none
         */
        Optional<QueryClaim> claim(String worker, Duration lease, int maxTakeovers);

        /** Like {@link #claim}, but only queries of jobs that were cancelled: they end by it. */
        Optional<QueryClaim> claimCancelled(String worker, Duration lease);

        /** Gives leases back, so that another worker can claim their queries at once. */
        void release(Collection<Lease> leases, String worker);

        /** How many queries wait for a worker, those of dead workers included. */
        long waiting();

        /**
         * A query that this process has just claimed.
         *
         * @param lease the right to run it
         * @param job its job; the query runs, or has ended because the job was cancelled or too many processes died while they ran it
         * @param reclaimed whether another process has left it, by its death or because it lost its lease
         */
        record QueryClaim(Lease lease, Job job, boolean reclaimed) {

            /** The query. */
            public QueryProgress query() {
                return job.query(lease.query());
            }
        }
    }
}
