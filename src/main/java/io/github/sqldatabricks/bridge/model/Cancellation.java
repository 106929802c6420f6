package io.github.sqldatabricks.bridge.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A switch that can be thrown while a query runs. Thread-safe. What is registered runs once, on the thread that
 * cancels; what is registered after the cancel runs at once.
 */
public final class Cancellation {

    private final List<Runnable> actions = new ArrayList<>();
    private String reason;

    /** Cancels, with a reason for people. A second call does nothing. */
    public void cancel(String why) {
        List<Runnable> toRun;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            toRun = List.copyOf(actions);
        }
        toRun.forEach(Runnable::run);
    }

    /** Whether it was cancelled. */
    public synchronized boolean isCancelled() {
        return reason != null;
    }

    /** @throws BridgeException.Cancelled when it was cancelled */
    public synchronized void check() {
        if (reason != null) {
            throw new BridgeException.Cancelled(ErrorCode.CANCELLED, reason);
        }
    }

    /**
     * Runs {@code action} when (or if already) cancelled; it must not throw. Closing the answer takes the action back,
     * so that a long-lived cancellation does not hold on to what has ended.
     */
    public Registration onCancel(Runnable action) {
        synchronized (this) {
            if (reason == null) {
                actions.add(action);
                return () -> takeBack(action);
            }
        }
        action.run();
        return () -> {};
    }

    /**
     * Waits, unless it is (or gets) cancelled.
     *
     * @throws BridgeException.Cancelled when it is cancelled, or the thread interrupted, before the time is over
     */
    public void pause(Duration duration) {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Registration registration = onCancel(cancelled::countDown)) {
            cancelled.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BridgeException.Cancelled(ErrorCode.CANCELLED, "The wait for the next attempt was interrupted.");
        }
        check();
    }

    private synchronized void takeBack(Runnable action) {
        actions.remove(action);
    }

    /** An action that waits for the cancel. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {

        /** Takes the action back; if it runs just now, it ends first or not. Never throws. */
        @Override
        void close();
    }
}
