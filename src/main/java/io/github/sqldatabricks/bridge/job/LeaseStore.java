package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.job.QueryProgress.Progress;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.work.WorkHandler.Renewal;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Port: who works on which query. A lease that is not renewed in time may be taken by any worker. Thread-safe,
 * blocking; fails as {@link JobStore} does.
 */
public interface LeaseStore {

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
