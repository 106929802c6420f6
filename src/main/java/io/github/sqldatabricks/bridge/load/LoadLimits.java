package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.OptionalInt;

/**
 * How much a load may take away. What it is for: a TRUNCATE of the source, or a wrong WHERE, that would else empty the table.
 *
 * @param shrinkPercent by how many percent of its rows, 0 to 100, the table or the slices that are replaced may shrink; empty: any
 */
public record LoadLimits(OptionalInt shrinkPercent) {

    /** Everything is allowed. */
    public static final LoadLimits NONE = new LoadLimits(OptionalInt.empty());

    private static final int ALL = 100;

    /** @throws BridgeException.InvalidRequest when it is no percentage */
    public LoadLimits {
        if (shrinkPercent.isPresent() && (shrinkPercent.getAsInt() < 0 || shrinkPercent.getAsInt() > ALL)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_LOAD,
                    "Expected shrink_percent from 0 to 100, but got " + shrinkPercent.getAsInt() + ".");
        }
    }

    /** Whether the rows that are there must be counted. */
    boolean needCount() {
        return shrinkPercent.isPresent() && shrinkPercent.getAsInt() < ALL;
    }

    /**
     * Compares.
     *
     * @param before rows that will be replaced
     * @param after rows that come in their place
     * @throws BridgeException.Conflict when too many would go; nothing was loaded
     */
    void require(LoadOrder order, long before, long after) {
        long gone = before - after;
        if (shrinkPercent.isPresent()
                && gone > 0
                && Math.multiplyExact(gone, ALL) > before * shrinkPercent.getAsInt()) {
            throw new BridgeException.Conflict(
                    ErrorCode.LOAD_LIMIT_EXCEEDED,
                    "Expected " + order.target() + " to lose at most " + shrinkPercent.getAsInt() + " % of " + before
                            + " rows, but load " + order.id() + " has " + after
                            + " rows for them. Nothing was loaded. Look at the source; if this is right, load with a larger shrink_percent.");
        }
    }
}
