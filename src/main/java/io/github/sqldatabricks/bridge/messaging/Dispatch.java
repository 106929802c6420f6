package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.Duration;

/** How the queries of a stored job get to a worker. Thread-safe, blocking. */
public interface Dispatch {

    /** How long a caller that found no room should wait before the next attempt. */
    Duration RETRY_AFTER = Duration.ofSeconds(30);

    /**
     * Keeps room for so many queries.
     *
     * @throws BridgeException.Busy when there is not enough room now, or the process is stopping
     * @throws BridgeException.InvalidRequest when there never is so much room
     */
    Reservation reserve(int queries);

    /** Room that nobody else can use; what is not used goes back when it is closed. One thread uses it. */
    interface Reservation extends AutoCloseable {

        /** Sends a query on its way; it is in the store, leased to this process. */
        void publish(Lease lease);

        @Override
        void close();
    }

    /**
     * The refusal of a request that does not fit now.
     *
     * @param why how full it is; the request's size follows
     */
    static BridgeException.Busy full(String why, int queries) {
        return new BridgeException.Busy(
                ErrorCode.QUEUE_FULL,
                why + ", and the request has " + queries + ". Nothing was accepted; try again later.",
                RETRY_AFTER);
    }

    /** The refusal of a request that never fits. */
    static BridgeException.InvalidRequest tooMany(int queries, int capacity) {
        return new BridgeException.InvalidRequest(
                ErrorCode.TOO_MANY_QUERIES,
                "Expected at most " + capacity
                        + " queries in one request (bridge.extraction.queue-capacity), but got " + queries
                        + ". Ask for some of them at a time.");
    }
}
