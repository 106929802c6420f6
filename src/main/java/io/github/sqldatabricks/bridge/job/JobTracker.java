package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.extraction.ExtractionRequest;
import io.github.sqldatabricks.bridge.extraction.ExtractionRequest.StreamsRun;
import io.github.sqldatabricks.bridge.job.JobState.JobStatus;
import io.github.sqldatabricks.bridge.job.JobStore.JobFilter;
import io.github.sqldatabricks.bridge.job.JobStore.LeaseStore;
import io.github.sqldatabricks.bridge.job.JobStore.LeaseStore.QueryClaim;
import io.github.sqldatabricks.bridge.job.JobStore.NewJob;
import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.job.QueryProgress.QueryState;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.work.ThisProcess;
import io.github.sqldatabricks.bridge.work.WorkHandler.Renewal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The only writer of jobs. Every change of a job is one call here; what a query's run came to reaches the store through
 * {@link #end} and nowhere else. Thread-safe, blocking.
 */
@ApplicationScoped
public class JobTracker {

    private final JobStore jobs;
    private final LeaseStore leases;
    private final JobConfig config;
    private final String worker;

    @Inject
    public JobTracker(JobStore jobs, LeaseStore leases, JobConfig config) {
        this(jobs, leases, config, ThisProcess.name());
    }

    /** @param worker this process's name in leases */
    public JobTracker(JobStore jobs, LeaseStore leases, JobConfig config, String worker) {
        this.jobs = jobs;
        this.leases = leases;
        this.config = config;
        this.worker = worker;
    }

    /** What this process is called in leases. */
    public String worker() {
        return worker;
    }

    /** Stores a new job, whose queries wait; see {@link JobStore#create}. */
    public Job create(NewJob job) {
        return jobs.create(job);
    }

    /** The job that the same request made before; see {@link JobStore#findByKey}. */
    public Optional<Job> findByKey(
            String owner, IdempotencyKey key, ExtractionRequest request, Optional<JobId> retryOf) {
        return jobs.findByKey(owner, key, request, retryOf);
    }

    /** The job that the same run of streams made before. */
    public Optional<Job> findByKey(String owner, IdempotencyKey key, StreamsRun run) {
        return jobs.findByKey(owner, key, run);
    }

    /**
     * The job.
     *
     * @throws BridgeException.NotFound when there is none
     */
    public Job find(JobId id) {
        return jobs.find(id).orElseThrow(() -> unknown(id));
    }

    /** The jobs that match, newest first. */
    public List<Job> list(JobFilter filter) {
        return jobs.list(filter);
    }

    /** The same for each of some filters; see {@link JobStore#lists}. */
    public List<List<Job>> lists(List<JobFilter> filters, Set<JobStatus> rare) {
        return jobs.lists(filters, rare);
    }

    /** The parameters that the job's request gave; see {@link JobStore#parameters}. */
    public Map<String, ParameterValue> parameters(JobId id) {
        return jobs.parameters(id);
    }

    /**
     * The job with what is told of one job alone.
     *
     * @throws BridgeException.NotFound when there is none
     */
    public JobStore.Told told(JobId id) {
        return jobs.told(id).orElseThrow(() -> unknown(id));
    }

    /** How far its queries were over time; see {@link JobStore#samples}. */
    public List<QuerySamples> samples(JobId id, Optional<QueryName> query) {
        return jobs.samples(id, query);
    }

    /** How many jobs there are in each state. */
    public Map<JobStatus, Long> countByStatus() {
        return jobs.countByStatus(Optional.empty());
    }

    /** How many jobs of the principal there are in each state. */
    public Map<JobStatus, Long> countByStatus(String owner) {
        return jobs.countByStatus(Optional.of(owner));
    }

    /** When the last job of each country and state was created; see {@link JobStore#newestByCountry}. */
    public Map<String, Map<JobStatus, Instant>> newestByCountry(Optional<String> owner) {
        return jobs.newestByCountry(owner);
    }

    /** Claims the next query for this process and begins it; see {@link LeaseStore#claim}. */
    public Optional<QueryClaim> claim() {
        return leases.claim(worker, config.lease(), config.maxTakeovers());
    }

    /**
     * Records how a query ended.
     *
     * @return the job; empty when the lease is lost, so that the outcome does not count
     */
    public Optional<Job> end(Lease lease, Progress last, QueryState.Outcome outcome) {
        return jobs.changeLeased(lease, worker, (job, now) -> job.queryEnded(lease.query(), outcome, last, now));
    }

    /**
     * Cancels a job: what waits ends now, what runs is stopped by its process at its next heartbeat.
     *
     * @throws BridgeException.NotFound when there is none
     * @throws BridgeException.Conflict when it has ended
     */
    public Job cancel(JobId id) {
        return jobs.change(id, Job::cancelled).orElseThrow(() -> unknown(id));
    }

    /** Tells the store that this process is alive and how far its queries are. */
    public Renewal<Lease> renew(Map<Lease, Progress> running) {
        return running.isEmpty() ? Renewal.nothing() : leases.renew(running, worker, config.lease());
    }

    /** Ends a query that nobody works on, because its job was cancelled; see {@link LeaseStore#claimCancelled}. */
    public Optional<QueryClaim> claimCancelled() {
        return leases.claimCancelled(worker, config.lease());
    }

    /** Gives queries back to the other processes. */
    public void release(Collection<Lease> held) {
        leases.release(held, worker);
    }

    /** How many queries wait for a worker; see {@link LeaseStore#waiting}. */
    public long waiting() {
        return leases.waiting();
    }

    /** Deletes jobs that ended too long ago to be kept. Returns how many. */
    public int prune() {
        return jobs.prune(config.retention());
    }

    /** What is said of a job that does not exist, or that the caller may not see. */
    public static BridgeException.NotFound unknown(JobId id) {
        return new BridgeException.NotFound(
                ErrorCode.UNKNOWN_JOB, "Job not found: " + id + ". There is none, or it is not kept any more.");
    }
}
