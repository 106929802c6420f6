package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A statement from its request to its close. Thread-safe. */
final class RunningStatement {

    /** What the API calls the state. */
    enum State {
        PENDING,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELED
    }

    private final String id;
    private final StatementRequest request;
    private final Instant since = Instant.now();
    private final AtomicInteger pendingAnswers;
    private final CompletableFuture<StatementResult> outcome = new CompletableFuture<>();
    private Statement running;

    /** @param pendingAnswers how many answers say PENDING, whatever the truth is */
    RunningStatement(String id, StatementRequest request, int pendingAnswers) {
        this.id = id;
        this.request = request;
        this.pendingAnswers = new AtomicInteger(pendingAnswers);
    }

    String id() {
        return id;
    }

    StatementRequest request() {
        return request;
    }

    Instant since() {
        return since;
    }

    /**
     * Says which DuckDB statement does the work now, so that a cancel reaches it.
     *
     * @throws CancellationException when the statement was cancelled before
     */
    synchronized <S extends Statement> S running(S statement) {
        if (outcome.isCancelled()) {
            throw new CancellationException();
        }
        running = statement;
        return statement;
    }

    void succeed(StatementResult result) throws IOException {
        if (!outcome.complete(result)) {
            result.delete();
        }
    }

    void fail(Throwable failure) {
        outcome.completeExceptionally(failure);
    }

    /** Stops the work; nothing happens when it has ended. */
    synchronized void cancel() throws SQLException {
        if (outcome.cancel(false) && running != null && !running.isClosed()) {
            running.cancel();
        }
    }

    /** Waits until the statement has ended, for {@code limit} at most. */
    void await(Duration limit) throws InterruptedException {
        if (pendingAnswers.get() > 0) {
            return;
        }
        try {
            outcome.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            return;
        }
    }

    /** The state for one more answer. */
    State answeredState() {
        if (pendingAnswers.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return State.PENDING;
        }
        if (!outcome.isDone()) {
            return State.RUNNING;
        }
        return outcome.isCancelled()
                ? State.CANCELED
                : outcome.isCompletedExceptionally() ? State.FAILED : State.SUCCEEDED;
    }

    boolean isDone() {
        return outcome.isDone();
    }

    /** The result once the statement has succeeded. */
    Optional<StatementResult> result() {
        return outcome.isDone() && !outcome.isCompletedExceptionally() ? Optional.of(outcome.join()) : Optional.empty();
    }

    /** Why the statement failed, if it did. */
    Optional<Throwable> failure() {
        try {
            outcome.getNow(null);
            return Optional.empty();
        } catch (CompletionException e) {
            return Optional.of(e.getCause());
        } catch (CancellationException e) {
            return Optional.empty();
        }
    }

    /** Cancels what still runs and removes the result. */
    void close() throws SQLException, IOException {
        cancel();
        Optional<StatementResult> result = result();
        if (result.isPresent()) {
            result.get().delete();
        }
    }
}
