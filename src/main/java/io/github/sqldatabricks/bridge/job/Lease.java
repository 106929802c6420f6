package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;

/**
 * The right of one worker to run one query, until it is not renewed in time. The message of the channel
 * {@code extraction}.
 *
 * @param job whose query
 * @param query which query
 * @param fence counts the leases of the query; whoever holds an older one is refused
 */
public record Lease(JobId job, QueryName query, long fence) {

    /** The lease that a query has from its creation on. */
    public static Lease first(JobId job, QueryName query) {
        return new Lease(job, query, 1);
    }
}
