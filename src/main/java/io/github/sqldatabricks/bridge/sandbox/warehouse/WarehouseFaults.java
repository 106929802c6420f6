package io.github.sqldatabricks.bridge.sandbox.warehouse;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a warehouse can be told to do wrong with the next statement, for tests. What concerns HTTP (503, cut connections,
 * expired links) is told to the workspace, see {@link io.github.sqldatabricks.bridge.sandbox.workspace.Faults}.
 * Thread-safe.
 */
public final class WarehouseFaults {

    private final AtomicInteger pendingAnswers = new AtomicInteger();
    private final Queue<Duration> delays = new ConcurrentLinkedQueue<>();
    private final Queue<StatementFailure> failures = new ConcurrentLinkedQueue<>();

    /** The next statement is said to be PENDING in its first {@code answers} answers. */
    public void stayPending(int answers) {
        pendingAnswers.set(answers);
    }

    /** The next statement begins after {@code delay}. */
    public void delayNext(Duration delay) {
        delays.add(delay);
    }

    /**
     * The next statement fails.
     *
     * @param condition such as {@code DELTA_CONCURRENT_APPEND}
     * @param sqlState five characters
     */
    public void failNext(String condition, String sqlState, String message) {
        failures.add(new StatementFailure(condition, sqlState, message));
    }

    int takePendingAnswers() {
        return pendingAnswers.getAndSet(0);
    }

    Duration takeDelay() {
        return Optional.ofNullable(delays.poll()).orElse(Duration.ZERO);
    }

    Optional<StatementFailure> takeFailure() {
        return Optional.ofNullable(failures.poll());
    }
}
