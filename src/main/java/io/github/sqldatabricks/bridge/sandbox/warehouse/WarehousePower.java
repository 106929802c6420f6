package io.github.sqldatabricks.bridge.sandbox.warehouse;

/** Whether the warehouse runs; it always does unless it is told to sleep. Thread-safe. */
final class WarehousePower {

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
