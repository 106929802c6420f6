package io.github.sqldatabricks.bridge.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The entries that wait for the store, never more than so many. Strangers, whose log-ins fail, fill only a half of it, and
 * new work only nine tenths, so that work that runs can still record its end. Thread-safe.
 */
final class AuditQueue {

    private static final int BATCH = 100;
    private static final int STRANGERS_PART = 2;
    private static final int RESERVED_PART = 10;

    private final int capacity;
    private final BlockingQueue<Waiting> waiting;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong unreported = new AtomicLong();

    /** An entry on its way. */
    record Waiting(AuditEntry entry, CompletableFuture<Void> stored) {}

    AuditQueue(int capacity) {
        this.capacity = capacity;
        this.waiting = new ArrayBlockingQueue<>(capacity);
    }

    /** Takes the entry in; when there is no room its future has failed already. */
    CompletableFuture<Void> offer(AuditEntry entry, boolean stranger) {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        boolean room = !stranger || waiting.size() < capacity / STRANGERS_PART;
        if (!room || !waiting.offer(new Waiting(entry, stored))) {
            dropped.incrementAndGet();
            unreported.incrementAndGet();
            stored.completeExceptionally(new IllegalStateException("the queue is full"));
        }
        return stored;
    }

    /** Whether there is room for the records of new work. */
    boolean hasRoom() {
        return waiting.size() < capacity - capacity / RESERVED_PART;
    }

    /** What comes next, several at once when several wait; empty when nothing came in the time. */
    List<Waiting> take(long millis) throws InterruptedException {
        List<Waiting> batch = new ArrayList<>();
        Waiting first = waiting.poll(millis, TimeUnit.MILLISECONDS);
        if (first != null) {
            batch.add(first);
            waiting.drainTo(batch, BATCH - 1);
        }
        return batch;
    }

    int size() {
        return waiting.size();
    }

    /** How many entries found no room since the start. */
    long dropped() {
        return dropped.get();
    }

    /** An entry about those that found no room since the last call; empty when all did. */
    Optional<AuditEntry> takeReport() {
        long missing = unreported.getAndSet(0);
        if (missing == 0) {
            return Optional.empty();
        }
        AuditEntry report = AuditEntry.of(AuditEvent.anonymous(AuditType.AUDIT_DROPPED, "record", "audit")
                .with(AuditDetails.builder().put("records", missing).build()));
        AuditLog.write(report);
        return Optional.of(report);
    }
}
