package io.github.sqldatabricks.bridge.job;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.work.WorkChannel;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * The bound of the queue: how many queries may wait in the store, of all processes together. A request gets room for all its
 * queries, or for none. Thread-safe, blocking.
 */
@ApplicationScoped
public class QueryQueue {

    /** How long a caller that found no room should wait before the next attempt. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final JobTracker tracker;
    private final WorkChannel channel;
    private final ExtractionMetrics metrics;
    private final int capacity;
    /** Queries whose jobs are being stored. */
    private long reserved;
    /** Queries that this process has stored so far: some of them since the store was counted. */
    private long stored;

    private volatile long waiting;

    public QueryQueue(
            JobTracker tracker,
            @Identifier(WorkChannel.QUERIES) WorkChannel channel,
            ExtractionMetrics metrics,
            ExtractionConfig config) {
        this.tracker = tracker;
        this.channel = channel;
        this.metrics = metrics;
        this.capacity = config.queueCapacity();
    }

    /** Room that nobody else of this process can use, until it is closed because its queries are stored. */
    interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Keeps room for so many queries. Requests to several processes at the same moment may exceed the bound together.
     *
     * @throws BridgeException.Busy when there is not enough room now, or the process is stopping
     * @throws BridgeException.InvalidRequest when there never is so much room
     */
    Permit reserve(int queries) {
        if (queries > capacity) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.TOO_MANY_QUERIES,
                    "Expected at most " + capacity
                            + " queries in one request (bridge.extraction.queue-capacity), but got " + queries
                            + ". Ask for some of them at a time.");
        }
        if (channel.isClosed()) {
            throw WorkChannel.refusal();
        }
        long before = storedSoFar();
        long counted = count();
        return reserve(queries, counted, before);
    }

    private synchronized long storedSoFar() {
        return stored;
    }

    /** @param counted what waited in the store after so many queries had been stored by this process */
    private synchronized Permit reserve(int queries, long counted, long before) {
        long free = capacity - counted - (stored - before) - reserved;
        if (queries > free) {
            metrics.refused();
            throw new BridgeException.Busy(
                    ErrorCode.QUEUE_FULL,
                    "The queue has room for " + Math.max(0, free) + " more queries, and the request has " + queries
                            + ". Nothing was accepted; try again later.",
                    RETRY_AFTER);
        }
        reserved += queries;
        return () -> release(queries);
    }

    private synchronized void release(int queries) {
        reserved -= queries;
        stored += queries;
    }

    /** Counts what waits in the store. */
    long count() {
        waiting = tracker.waiting();
        return waiting;
    }

    /** How many queries waited when they were counted last. */
    long waiting() {
        return waiting;
    }

    /** How many more could wait then. */
    long free() {
        return Math.max(0, capacity - waiting);
    }
}
