package io.github.sqldatabricks.bridge.messaging;

import io.github.sqldatabricks.bridge.extraction.ExtractionConfig;
import io.github.sqldatabricks.bridge.job.Lease;
import io.github.sqldatabricks.bridge.ops.ExtractionMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * The only way into the channel. The emitter's own buffer says nothing about its room before it overflows, so the
 * bound is kept here, by permits: a request gets room for all its queries, or for none. With Kafka there is room for as many
 * queries as run at once, until they end: what waits, waits where every replica can take it. Thread-safe.
 */
@ApplicationScoped
@Typed(WorkPublisher.class)
public class WorkPublisher implements Dispatch {

    private final Emitter<Lease> emitter;
    private final WorkMessages messages;
    private final int capacity;
    private final boolean untilEnd;
    private final Semaphore permits;
    private final ExtractionMetrics metrics;
    private final Set<Lease> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public WorkPublisher(
            @Channel(Channels.EXTRACTION) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<Lease> emitter,
            WorkMessages messages,
            ExtractionConfig config,
            KafkaConfig kafka,
            ExtractionMetrics metrics) {
        this.emitter = emitter;
        this.messages = messages;
        this.untilEnd = kafka.enabled();
        this.capacity = untilEnd ? config.concurrency() : config.queueCapacity();
        this.permits = new Semaphore(capacity);
        this.metrics = metrics;
    }

    @Override
    public Room reserve(int queries) {
        if (queries > capacity) {
            throw Dispatch.tooMany(queries, capacity);
        }
        if (closed) {
            throw Stopping.refusal();
        }
        if (!permits.tryAcquire(queries)) {
            metrics.refused();
            throw Dispatch.full("The queue has room for " + permits.availablePermits() + " more queries", queries);
        }
        return new Room(queries);
    }

    /** Keeps room for one query, when there is some. */
    Optional<Room> reserveOne() {
        return !closed && permits.tryAcquire() ? Optional.of(new Room(1)) : Optional.empty();
    }

    /** Waits for room for one query; when the process stops meanwhile, for nothing. */
    public Room awaitOne() throws InterruptedException {
        while (!closed) {
            if (permits.tryAcquire(1, TimeUnit.SECONDS)) {
                return new Room(1);
            }
        }
        return new Room(0);
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
    public boolean isClosed() {
        return closed;
    }

    /** A worker takes a query out of the queue, and calls {@link #ended} later. False when it was withdrawn before. */
    boolean take(Lease lease) {
        boolean was = waiting.remove(lease);
        if (was && !untilEnd) {
            permits.release();
        }
        return was;
    }

    /** The worker that took a query is free again. */
    void ended() {
        if (untilEnd) {
            permits.release();
        }
    }

    /** A query should not be worked on here any more. False when a worker has taken it. */
    boolean withdraw(Lease lease) {
        boolean was = waiting.remove(lease);
        if (was) {
            permits.release();
        }
        return was;
    }

    /** Takes nothing in any more, and takes back what waits. */
    List<Lease> close() {
        closed = true;
        return waiting().stream().filter(this::withdraw).toList();
    }

    /** Room in the queue. */
    public final class Room implements Reservation {

        private int remaining;

        private Room(int size) {
            remaining = size;
        }

        @Override
        public void publish(Lease lease) {
            if (remaining == 0) {
                throw new IllegalStateException("no room was reserved for " + lease);
            }
            remaining--;
            waiting.add(lease);
            emitter.send(messages.of(lease));
        }

        @Override
        public void close() {
            permits.release(remaining);
            remaining = 0;
        }
    }
}
