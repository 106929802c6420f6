package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.ops.ExtractionMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * The only way into the channel. The emitter's own buffer says nothing about its room before it overflows, so the
 * bound is kept here, by permits: a request gets room for all its queries, or for none. Thread-safe.
 */
@ApplicationScoped
public class WorkPublisher {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final Emitter<Lease> emitter;
    private final int capacity;
    private final Semaphore permits;
    private final ExtractionMetrics metrics;
    private final Set<Lease> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public WorkPublisher(
            @Channel(Channels.EXTRACTION) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<Lease> emitter,
            ExtractionConfig config,
            ExtractionMetrics metrics) {
        this.emitter = emitter;
        this.capacity = config.queueCapacity();
        this.permits = new Semaphore(capacity);
        this.metrics = metrics;
    }

    /**
     * Keeps room for so many queries.
     *
     * @throws BridgeException.Busy when there is not enough room now, or the process is stopping
     * @throws BridgeException.InvalidRequest when there never is so much room
     */
    public Room reserve(int queries) {
        if (queries > capacity) {
            throw new BridgeException.InvalidRequest(
                    "too-many-queries",
                    "Expected at most " + capacity
                            + " queries in one request (bridge.extraction.queue-capacity), but got " + queries
                            + ". Ask for some of them at a time.");
        }
        if (closed) {
            throw Stopping.refusal();
        }
        if (!permits.tryAcquire(queries)) {
            metrics.refused();
            throw new BridgeException.Busy(
                    "queue-full",
                    "The queue has room for " + permits.availablePermits() + " more queries, and the request has "
                            + queries + ". Nothing was accepted; try again later.",
                    RETRY_AFTER);
        }
        return new Room(queries);
    }

    /** Keeps room for one query, when there is some. */
    Optional<Room> reserveOne() {
        return !closed && permits.tryAcquire() ? Optional.of(new Room(1)) : Optional.empty();
    }

    /** How many more queries may wait. */
    public int free() {
        return permits.availablePermits();
    }

    /** The queries that wait. */
    List<Lease> waiting() {
        return List.copyOf(waiting);
    }

    /** Whether no worker should begin anything any more. */
    boolean isClosed() {
        return closed;
    }

    /** A worker takes a query out of the queue. False when it was withdrawn before. */
    boolean take(Lease lease) {
        boolean was = waiting.remove(lease);
        if (was) {
            permits.release();
        }
        return was;
    }

    /** Takes nothing in any more, and takes back what waits. */
    List<Lease> close() {
        closed = true;
        return waiting().stream().filter(this::take).toList();
    }

    /** Room in the queue that nobody else can use; what is not used goes back when it is closed. One thread uses it. */
    public final class Room implements AutoCloseable {

        private int remaining;

        private Room(int size) {
            remaining = size;
        }

        /** Puts a query into the queue. */
        public void publish(Lease lease) {
            if (remaining == 0) {
                throw new IllegalStateException("no room was reserved for " + lease);
            }
            remaining--;
            waiting.add(lease);
            emitter.send(lease);
        }

        @Override
        public void close() {
            permits.release(remaining);
            remaining = 0;
        }
    }
}
