package io.github.sqldatabricks.bridge.audit;

import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.duty.Duties;
import io.github.sqldatabricks.bridge.duty.Duty;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Stores what waits, in one thread: many entries in one transaction. A store that fails is tried again until it works, and
 * then nothing is stored twice. Thread-safe.
 */
final class AuditWriter implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(AuditWriter.class);
    private static final long IDLE_MILLIS = 200;
    private static final long FIRST_DELAY_MILLIS = 100;
    private static final long LONGEST_DELAY_MILLIS = 5000;
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(10);

    private final Queue queue;
    private final Supplier<AuditStore> store;
    private final Consumer<AuditPosition> appended;
    private final Duty duty;
    private volatile long failingSince;
    private volatile boolean closing;
    private volatile long deadline;

    /**
     * Begins.
     *
     * @param appended hears of the last record after each transaction
     * @param duties get the one of writing
     */
    AuditWriter(Queue queue, Supplier<AuditStore> store, Consumer<AuditPosition> appended, Duties duties) {
        this.queue = queue;
        this.store = store;
        this.appended = appended;
        this.duty = duties.lasting("audit_writer", this::run);
    }

    /** For how long the store has failed without a break; zero when it works. */
    Duration failing() {
        long since = failingSince;
        return since == 0 ? Duration.ZERO : Duration.ofNanos(Math.max(1, System.nanoTime() - since));
    }

    private void run() {
        List<Queue.Waiting> batch = next();
        while (!batch.isEmpty() || !closing) {
            if (!batch.isEmpty() && !isStored(batch)) {
                return;
            }
            batch = next();
        }
    }

    private List<Queue.Waiting> next() {
        try {
            return queue.take(IDLE_MILLIS);
        } catch (InterruptedException e) {
            LOG.debug("The audit writer was interrupted; it goes on", e);
            return List.of();
        }
    }

    /** Stores the batch, however long it takes; false when the process ends before. */
    private boolean isStored(List<Queue.Waiting> batch) {
        List<AuditEntry> entries = new ArrayList<>();
        batch.forEach(waiting -> entries.add(waiting.entry()));
        queue.takeReport().ifPresent(entries::add);
        long delay = FIRST_DELAY_MILLIS;
        for (boolean again = false; !isAppended(entries, again); again = true) {
            if (closing && System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(closing ? FIRST_DELAY_MILLIS : delay));
            delay = Math.min(LONGEST_DELAY_MILLIS, delay * 2);
        }
        batch.forEach(waiting -> waiting.stored().complete(null));
        return true;
    }

    private boolean isAppended(List<AuditEntry> entries, boolean again) {
        try {
            if (!again || !store.get().contains(entries.get(0).id())) {
                appended.accept(store.get().append(entries));
            }
            works();
            return true;
        } catch (RuntimeException | Error e) {
            fails(e);
            return false;
        }
    }

    private void works() {
        if (failingSince != 0) {
            failingSince = 0;
            LOG.info("The audit trail's table takes records again");
        }
    }

    private void fails(Throwable error) {
        if (failingSince == 0) {
            failingSince = System.nanoTime();
            // Not the driver's words: they can quote what a record holds.
            String code = error instanceof BridgeException known
                    ? known.code()
                    : error.getClass().getSimpleName();
            LOG.errorf("The audit trail's table takes no records (%s); they wait, and it is tried again", code);
        }
    }

    /** Stores what waits, for ten seconds at most, and ends. */
    @Override
    public void close() {
        deadline = System.nanoTime() + LONGEST_FLUSH.toNanos();
        closing = true;
        duty.unpark();
        duty.join(LONGEST_FLUSH);
        if (queue.size() > 0 || failingSince != 0) {
            LOG.errorf("%d audit records or more are not in the table; the log has them", queue.size());
        }
    }

    /**
     * The entries that wait for the store, never more than so many. Strangers, whose log-ins fail, fill only a half of it, and
     * new work only nine tenths, so that work that runs can still record its end. Thread-safe.
     */
    static final class Queue {

        private static final int BATCH = 100;
        private static final int STRANGERS_PART = 2;
        private static final int RESERVED_PART = 10;

        private final int capacity;
        private final BlockingQueue<Waiting> waiting;
        private final AtomicLong dropped = new AtomicLong();
        private final AtomicLong unreported = new AtomicLong();

        /** An entry on its way. */
        record Waiting(AuditEntry entry, CompletableFuture<Void> stored) {}

        Queue(int capacity) {
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
            AuditEntry report = AuditEntry.dropped(missing);
            report.log();
            return Optional.of(report);
        }
    }
}
