package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxDatabase.SandboxErrors;
import java.sql.SQLException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Makes the sandbox's data on a thread of its own, so that the service starts meanwhile. Thread-safe. */
final class BackgroundLoad implements AutoCloseable {

    private final Cancellation stop;
    private final CompletableFuture<Void> loaded;

    private BackgroundLoad(Cancellation stop, CompletableFuture<Void> loaded) {
        this.stop = stop;
        this.loaded = loaded;
    }

    /**
     * Begins.
     *
     * @param database stays open at least until this is closed
     * @param scale as in {@link SandboxData#load}
     */
    static BackgroundLoad begin(SandboxDatabase database, double scale) {
        Cancellation stop = new Cancellation();
        return new BackgroundLoad(
                stop, CompletableFuture.runAsync(() -> load(database, scale, stop), BackgroundLoad::start));
    }

    /** The data is there already. */
    static BackgroundLoad done() {
        return new BackgroundLoad(new Cancellation(), CompletableFuture.completedFuture(null));
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "sandbox-data");
        thread.setDaemon(true);
        thread.start();
    }

    private static void load(SandboxDatabase database, double scale, Cancellation stop) {
        try {
            SandboxData.load(database, scale, stop);
        } catch (SQLException e) {
            throw new SandboxErrors().translate(e, "Making the sandbox's data");
        }
    }

    /**
     * Waits until all data is there.
     *
     * @throws BridgeException when making it failed, or {@code cancellation} came first
     */
    void await(Cancellation cancellation) {
        CompletableFuture<Void> waiting = loaded.copy();
        try (Cancellation.Registration end = cancellation.onCancel(() -> waiting.cancel(false))) {
            waiting.join();
        } catch (CancellationException e) {
            cancellation.check();
            throw e;
        } catch (CompletionException e) {
            throw e.getCause() instanceof BridgeException failure ? failure : e;
        }
    }

    /** Whether all data is there. */
    boolean isDone() {
        return loaded.isDone() && !hasFailed();
    }

    /** Whether it will never be there. */
    boolean hasFailed() {
        return loaded.isCompletedExceptionally();
    }

    /** Ends the making within moments; who waits for it gets {@link BridgeException.Cancelled}. */
    @Override
    public void close() {
        stop.cancel("The sandbox stops.");
        loaded.handle((nothing, failure) -> nothing).join();
    }
}
