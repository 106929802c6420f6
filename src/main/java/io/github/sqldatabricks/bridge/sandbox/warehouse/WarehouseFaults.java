package io.github.sqldatabricks.bridge.sandbox.warehouse;

import io.github.sqldatabricks.bridge.model.UnityTable;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a warehouse can be told to do wrong with the next statement, for tests. What concerns HTTP (503, cut connections,
 * expired links) is told to the workspace, see {@link io.github.sqldatabricks.bridge.sandbox.workspace.Fault.FaultQueue}.
 * Thread-safe.
 */
public final class WarehouseFaults {

    private final AtomicInteger pendingAnswers = new AtomicInteger();
    private final WarehousePower power = new WarehousePower();
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
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

    /**
     * The warehouse is stopped from now on. Once it is started, it says that it is starting so many times, and then runs.
     *
     * @param answers at least 0
     */
    public void sleep(int answers) {
        power.sleep(answers);
    }

    /** Reading the table is refused from now on, as without SELECT on it. */
    public void deny(UnityTable table) {
        denied.add(table.toString());
    }

    /** @throws StatementFailure when the statement names a table that is denied */
    void requireAllowed(String statement) {
        if (denied.isEmpty()) {
            return;
        }
        SqlCursor tokens = new SqlCursor(SqlLexer.tokens(statement));
        for (; !tokens.atEnd(); tokens.next()) {
            String name = tokens.peek(0).value() + "." + tokens.peek(2).value() + "."
                    + tokens.peek(4).value();
            if (denied.contains(name)) {
                throw new StatementFailure(
                        "INSUFFICIENT_PERMISSIONS", "42501", "User does not have SELECT on Table '" + name + "'.");
            }
        }
    }

    WarehousePower power() {
        return power;
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

    /** Whether the warehouse runs; it always does unless it is told to sleep. Thread-safe. */
    static final class WarehousePower {

        private static final String RUNNING = "RUNNING";
        private static final String STARTING = "STARTING";
        private static final String STOPPED = "STOPPED";

        private String state = RUNNING;
        private int startingAnswers;

        synchronized void sleep(int answers) {
            state = STOPPED;
            startingAnswers = answers;
        }

        synchronized void start() {
            state = state.equals(STOPPED) ? STARTING : state;
        }

        /** The state as the API names it; each asking brings a start closer to its end. */
        synchronized String ask() {
            if (state.equals(STARTING) && startingAnswers-- <= 0) {
                state = RUNNING;
            }
            return state;
        }
    }
}
