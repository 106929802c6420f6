package io.github.sqldatabricks.bridge.model;

/**
 * The right of one worker to run one query, until it is not renewed in time.
 *
 * @param job whose query
 * @param query which query
 * @param fence counts the leases of the query; the holder of an older one is refused
 */
public record Lease(JobId job, QueryName query, long fence) {

    /** As in log lines. */
    @Override
    public String toString() {
        return "job=" + job + " query=" + query + " fence=" + fence;
    }
}
