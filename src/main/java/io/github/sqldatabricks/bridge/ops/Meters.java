package io.github.sqldatabricks.bridge.ops;

/** The names of all meters and of their tags. Tags only have a few fixed values, so that series stay few. */
public final class Meters {

    /** Gauge: jobs in the store, by {@link #STATUS}. */
    public static final String JOBS = "bridge.jobs";

    /** Counter: jobs that this process has ended, by {@link #STATUS}. */
    public static final String JOBS_ENDED = "bridge.jobs.ended";

    /** Timer: duration of queries' last attempts, by {@link #STATUS}. */
    public static final String QUERIES = "bridge.queries";

    /** Gauge: queries that run in this process. */
    public static final String QUERIES_RUNNING = "bridge.queries.running";

    /** Counter: attempts after the first. */
    public static final String RETRIES = "bridge.queries.retries";

    /** Counter: queries taken over from processes that gave no sign of life, and own ones after a restart. */
    public static final String TAKEN_OVER = "bridge.queries.taken.over";

    /** Counter: rows of published outputs. */
    public static final String ROWS = "bridge.extraction.rows";

    /** Counter: bytes of published outputs. */
    public static final String BYTES = "bridge.extraction.bytes";

    /** Gauge: queries that wait in this process. */
    public static final String QUEUE_WAITING = "bridge.queue.waiting";

    /** Gauge: how many more queries may wait. */
    public static final String QUEUE_FREE = "bridge.queue.free";

    /** Counter: requests refused because the queue was full. */
    public static final String REFUSED = "bridge.queue.refused";

    /** Tag: the status of a job or query. */
    public static final String STATUS = "status";

    private Meters() {}
}
