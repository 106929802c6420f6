package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.WorkContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Threads that do the parts of one piece of work and end together: the first failure of any part stops all, and is what the
 * whole ends with. Closing waits for all of them. One thread starts the parts and closes.
 */
final class WorkerGroup implements AutoCloseable {

    private final ExecutorService threads;
    private final WorkContext context;
    private final Cancellation stop = new Cancellation();
    private final List<Future<?>> running = new ArrayList<>();
    private Throwable failure;

    /** @param context goes along to the threads */
    WorkerGroup(ExecutorService threads, WorkContext context) {
        this.threads = threads;
        this.context = context;
    }

    /** Is cancelled by the first failure. */
    Cancellation stop() {
        return stop;
    }

    /** Starts a part on a thread of its own. */
    void start(Runnable part) {
        try {
            running.add(threads.submit(context.carried(() -> run(part))));
        } catch (RejectedExecutionException e) {
            fail(e);
        }
    }

    /** Does a part on the calling thread; its failure stops all instead of being thrown. */
    void run(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /** Stops all. Of several failures the first counts; later ones are often its consequence and are kept with it. */
    void fail(Throwable cause) {
        synchronized (this) {
            if (failure == null) {
                failure = cause;
            } else if (failure != cause && !(cause instanceof CancellationException)) {
                failure.addSuppressed(cause);
            }
        }
        stop.cancel("another part of the run has failed");
    }

    /** @throws BridgeException the first failure, if there was one */
    synchronized void requireNoFailure() {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof BridgeException known) {
            throw known;
        }
        if (failure != null) {
            // The message of an exception that nobody foresaw could hold data, so only its kind is told.
            throw new BridgeException.RemotePermanent(
                    ErrorCode.EXTRACTION_FAILED,
                    "The extraction failed in a way that was not foreseen: "
                            + failure.getClass().getName() + ".",
                    failure);
        }
    }

    /** Waits until all have ended; an interrupt stops them and is kept for the caller. */
    @Override
    public void close() {
        running.forEach(this::join);
    }

    private void join(Future<?> part) {
        boolean interrupted = false;
        while (!part.isDone()) {
            try {
                part.get();
            } catch (InterruptedException e) {
                interrupted = true;
                fail(BoundedQueue.interrupted());
            } catch (ExecutionException e) {
                fail(e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A bounded queue from one thread to another that can end, and that a third thread can stop. What goes through it is
     * large (a batch, a file), so its lock costs nothing per row.
     */
    static final class BoundedQueue<T> {

        private final Queue<T> items = new ArrayDeque<>();
        private final int capacity;
        private boolean ended;
        private boolean stopped;

        /** @param capacity how many items may wait, at least 1 */
        BoundedQueue(int capacity) {
            this.capacity = capacity;
        }

        /**
         * Hands the item over; waits while there is no room.
         *
         * @throws CancellationException when stopped
         */
        synchronized void put(T item) {
            await(() -> items.size() < capacity);
            items.add(item);
            notifyAll();
        }

        /**
         * Waits for the next item.
         *
         * @return empty when it has ended and all items were taken
         * @throws CancellationException when stopped
         */
        synchronized Optional<T> take() {
            await(() -> ended || !items.isEmpty());
            Optional<T> item = Optional.ofNullable(items.poll());
            notifyAll();
            return item;
        }

        /**
         * Waits until so many items are there.
         *
         * @throws CancellationException when stopped
         */
        synchronized void awaitSize(int count) {
            await(() -> items.size() >= count);
        }

        /** Says that no item follows. */
        synchronized void end() {
            ended = true;
            notifyAll();
        }

        /** Wakes all threads that wait, and lets none wait again: their calls fail. */
        synchronized void stop() {
            stopped = true;
            notifyAll();
        }

        /** What an interrupted thread reports: the process or the caller wants it to end. */
        static BridgeException interrupted() {
            return new BridgeException.Cancelled(ErrorCode.INTERRUPTED, "The extraction was interrupted.");
        }

        private void await(BooleanSupplier ready) {
            try {
                while (!stopped && !ready.getAsBoolean()) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw interrupted();
            }
            if (stopped) {
                throw new CancellationException("stopped");
            }
        }
    }
}
