package io.github.sqldatabricks.bridge.load;

import java.util.Optional;

/**
 * How far the loads of one target are. The row in Delta is the truth; a copy saves a statement.
 *
 * @param fence the fencing token of who may write: the highest one ever given out
 * @param sequence how many loads have ended
 * @param loadId the one that ended last
 * @param rows of that one
 */
public record TargetState(long fence, long sequence, Optional<String> loadId, long rows) {

    /** Before the first load, and before anybody may write. */
    public static final TargetState NEW = new TargetState(0, 0, Optional.empty(), 0);

    /** The state once this load has ended. */
    public TargetState after(LoadOrder order) {
        return new TargetState(fence, sequence + 1, Optional.of(order.id()), order.rows());
    }

    /** Whether this load is the one that ended last. */
    boolean has(LoadOrder order) {
        return loadId.filter(order.id()::equals).isPresent();
    }
}
