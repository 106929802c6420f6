package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.WorkContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/** The threads of one volume's transfers, which do numbered tasks a few at a time. Thread-safe. */
final class UploadThreads implements AutoCloseable {

    private final int parallelism;
    private final WorkContext context;
    private final AtomicInteger created = new AtomicInteger();
    /** Bounded by the callers: each uses at most {@link #parallelism}. */
    private final ExecutorService executor = Executors.newCachedThreadPool(this::thread);

    /**
     * @param parallelism how many tasks of one call run at once, at least 1
     * @param context goes along to the threads
     */
    UploadThreads(int parallelism, WorkContext context) {
        this.parallelism = parallelism;
        this.context = context;
    }

    /**
     * Calls {@code task} with each number from 0 to below {@code count}, and returns when all have ended. After a
     * failure none begins any more.
     *
     * @param cancellation is cancelled when the waiting thread is interrupted, so that the tasks end
     * @throws RuntimeException the first failure
     */
    void run(int count, Cancellation cancellation, IntConsumer task) {
        AtomicInteger next = new AtomicInteger();
        Runnable worker = () -> work(next, count, task);
        CompletableFuture<?>[] workers = Stream.generate(() -> CompletableFuture.runAsync(worker, this::execute))
                .limit(Math.min(parallelism, count))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(workers).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            cancellation.cancel("The thread of the transfer was interrupted.");
            Thread.currentThread().interrupt();
            throw new BridgeException.Cancelled(
                    ErrorCode.UPLOAD_ABORTED, "The thread of the transfer was interrupted.");
        }
    }

    /** Stops the threads; what they do fails. */
    @Override
    public void close() {
        executor.shutdownNow();
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

    private void execute(Runnable task) {
        executor.execute(context.carried(task));
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "volume-upload-" + created.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
