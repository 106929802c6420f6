package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/** Does numbered tasks a few at a time. */
final class Parallel {

    private Parallel() {}

    /**
     * Calls {@code task} with each number from 0 to below {@code count}, and returns when all have ended. After a
     * failure none begins any more.
     *
     * @param limit how many run at once, at least 1
     * @param signal is given when the waiting thread is interrupted, so that the tasks end
     * @throws RuntimeException the first failure
     */
    static void run(int count, int limit, Executor executor, AbortSignal signal, IntConsumer task) {
        AtomicInteger next = new AtomicInteger();
        Runnable worker = () -> work(next, count, task);
        CompletableFuture<?>[] workers = Stream.generate(() -> CompletableFuture.runAsync(worker, executor))
                .limit(Math.min(limit, count))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(workers).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            signal.abort();
            Thread.currentThread().interrupt();
            throw new BridgeException.Cancelled(
                    ErrorCode.UPLOAD_ABORTED, "The thread of the transfer was interrupted.");
        }
    }

    private static void work(AtomicInteger next, int count, IntConsumer task) {
        try {
            for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                task.accept(number);
            }
        } catch (RuntimeException e) {
            next.set(count);
            throw e;
        }
    }
}
