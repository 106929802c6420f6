package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How much a load may take away. What it is for: a TRUNCATE of the source, or a wrong WHERE, that would else empty the table.
 *
 * @param deletedRows by how many rows the table or the slices that are replaced may shrink; empty: any
 * @param shrinkPercent by how many percent of their rows, 0 to 100; empty: any
 */
public record LoadLimits(OptionalLong deletedRows, OptionalInt shrinkPercent) {

    /** Everything is allowed. */
    public static final LoadLimits NONE = new LoadLimits(OptionalLong.empty(), OptionalInt.empty());

    private static final int ALL = 100;

    /** @throws BridgeException.InvalidRequest when it is no count or no percentage */
    public LoadLimits {
        if (deletedRows.orElse(0) < 0 || shrinkPercent.orElse(0) < 0 || shrinkPercent.orElse(0) > ALL) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_LOAD,
                    "Expected deleted_rows of 0 or more and shrink_percent from 0 to 100, but got " + deletedRows
                            + " and " + shrinkPercent + ".");
        }
    }

    /** Whether the rows that are there must be counted. */
    boolean needCount() {
        return deletedRows.isPresent() || shrinkPercent.orElse(ALL) < ALL;
    }

    /**
     * Compares.
     *
     * @param before rows that will be replaced
     * @param after rows that come in their place
     * @throws BridgeException.Conflict ({@code load-limit-exceeded}) when too many would go; nothing was loaded
     */
    void require(LoadOrder order, long before, long after) {
        long gone = Math.max(0, before - after);
        boolean tooMany = gone > deletedRows.orElse(Long.MAX_VALUE);
        boolean tooLarge = Math.multiplyExact(gone, ALL) > Math.multiplyExact(before, shrinkPercent.orElse(ALL));
        if (tooMany || tooLarge) {
            throw new BridgeException.Conflict(
                    ErrorCode.LOAD_LIMIT_EXCEEDED,
                    "Expected " + order.target() + " to lose at most " + text() + " of " + before + " rows, but load "
                            + order.id() + " has " + after + " rows for them, " + gone
                            + " fewer. Nothing was loaded. Look at the source; if this is right, load with larger limits.");
        }
    }

    private String text() {
        String rows = deletedRows.isPresent() ? deletedRows.getAsLong() + " rows" : "";
        String percent = shrinkPercent.isPresent() ? shrinkPercent.getAsInt() + " %" : "";
        return rows.isEmpty() || percent.isEmpty() ? rows + percent : rows + " and " + percent;
    }
}
