package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets one thread end, at once, the requests and waits of others. Thread-safe; once given it stays. */
final class AbortSignal {

    private final CountDownLatch aborted = new CountDownLatch(1);
    private final Set<CompletableFuture<?>> running = ConcurrentHashMap.newKeySet();

    /** Cancels what runs, and all that starts later. */
    void abort() {
        aborted.countDown();
        running.forEach(request -> request.cancel(true));
    }

    /**
     * Waits for a request.
     *
     * @throws BridgeException.Cancelled when aborted
     * @throws RemoteFailure without an answer when the connection failed or the time is over
     */
    <T> T await(CompletableFuture<T> request, Duration timeout) {
        running.add(request);
        try {
            check();
            return request.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CancellationException e) {
            check();
            throw failure(e.getCause());
        } catch (TimeoutException e) {
            throw RemoteFailure.noAnswer("none within " + timeout.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            running.remove(request);
            request.cancel(true);
        }
    }

    /** Waits before another attempt. @throws BridgeException.Cancelled when aborted meanwhile */
    void pause(Duration duration) {
        try {
            if (aborted.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                throw cancelled();
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** @throws BridgeException.Cancelled when aborted */
    void check() {
        if (aborted.getCount() == 0) {
            throw cancelled();
        }
    }

    private static RemoteFailure failure(Throwable cause) {
        // The JDK's ConnectException has no message.
        String message = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
        String kind = cause == null ? "cancelled" : cause.getClass().getSimpleName();
        return RemoteFailure.noAnswer(kind + message, cause);
    }

    private static BridgeException interrupted() {
        Thread.currentThread().interrupt();
        return cancelled();
    }

    private static BridgeException cancelled() {
        return new BridgeException.Cancelled(
                ErrorCode.UPLOAD_ABORTED, "What the bridge did in Databricks was aborted.");
    }
}
