package io.github.sqldatabricks.bridge.flow;

import io.github.sqldatabricks.bridge.flow.FlowCounter.Amount;
import io.github.sqldatabricks.bridge.flow.FlowCounter.Direction;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Port: what has moved in each minute, of all processes. Thread-safe, blocking.
 *
 * <p>Every method throws {@link BridgeException} when the store can't be used.
 */
public interface FlowStore {

    /** How long it is kept. */
    Duration RETENTION = Duration.ofDays(7);

    /** Adds what a process has moved to the present minute of the store's clock. */
    void add(String process, Map<Direction, Amount> moved);

    /**
     * What has moved in the last whole and the present step.
     *
     * @param window how far back, from the present step on
     * @param step whole minutes; the window is a multiple of it
     */
    Flow flow(Duration window, Duration step);

    /** Forgets what is older than {@link #RETENTION}; returns how much. */
    int prune();

    /**
     * What has moved.
     *
     * @param from the first step
     * @param points those in which something has moved, by time and direction
     */
    record Flow(Instant from, List<Point> points) {

        public Flow {
            points = List.copyOf(points);
        }
    }

    /** What has moved in one step, which begins at {@code at}. */
    record Point(Instant at, Direction direction, Amount amount) {}
}
