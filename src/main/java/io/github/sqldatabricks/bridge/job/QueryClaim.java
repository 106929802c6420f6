package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.model.Lease;

/**
 * A query that this process has just claimed.
 *
 * @param lease the right to run it
 * @param job its job; the query runs, or has ended because the job was cancelled or too many processes died while they ran it
 * @param reclaimed whether another process has left it, by its death or because it lost its lease
 */
public record QueryClaim(Lease lease, Job job, boolean reclaimed) {

    /** The query. */
    public QueryProgress query() {
        return job.query(lease.query());
    }
}
