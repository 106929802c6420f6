package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * A bounded queue from one thread to another that can end, and that a third thread can stop. What goes through it is
 * large (a batch, a file), so its lock costs nothing per row.
 */
final class BoundedQueue<T> {

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
