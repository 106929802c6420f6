package io.github.sqldatabricks.bridge.load;

import java.util.Optional;

/**
 * How far the loads of one stream are. The row in Delta is the truth.
 *
 * @param fence the fencing token of who may write: the highest one ever given out
 * @param sequence how many loads have ended
 * @param first the load that the row was made for: nothing is known of those before it
 * @param loadId the one that ended last
 * @param rows of that one
 * @param position how far the source is loaded, in the words of who asked; it moves with the sequence
 * @param targetId Unity Catalog's id of the table that it went into; another one now is another table of the same name
 */
public record TargetState(
        long fence,
        long sequence,
        LoadId first,
        Optional<LoadId> loadId,
        long rows,
        Optional<String> position,
        Optional<String> targetId) {

    /** The state once this load has ended. */
    public TargetState after(LoadOrder order, DeltaTable table) {
        return new TargetState(
                fence,
                sequence + 1,
                first,
                Optional.of(order.id()),
                order.rows(),
                order.position().or(() -> position),
                table.id());
    }

    /** The state once somebody has set its position: no load that was asked for before can end any more. */
    public TargetState at(LoadId id, String other) {
        return new TargetState(fence + 1, sequence + 1, first, Optional.of(id), 0, Optional.of(other), targetId);
    }

    /** Whether this load is the one that ended last. */
    boolean has(LoadOrder order) {
        return loadId.filter(order.id()::equals).isPresent();
    }

    /** Whether a load of the stream that was asked for later has ended, or began the state. */
    boolean isBehind(LoadOrder order) {
        return order.id().compareTo(loadId.orElse(first)) < 0;
    }

    /** Whether the table is another one than that of the last load; empty stands for a table that is not there. */
    boolean isOther(Optional<DeltaTable> table) {
        return sequence > 0
                && (table.isEmpty()
                        || targetId.isPresent()
                                && table.get().id().isPresent()
                                && !targetId.equals(table.get().id()));
    }
}
