package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How much a load may take away. What it is for: a TRUNCATE of the source, or a wrong WHERE, that would else empty the table.
 *
 * @param deletedRows by how many rows the table or the slices that are replaced may shrink; empty: any
 * @param deletedPercent by how many percent of all rows of the table, 0 to 100; empty: any
 * @param shrinkPercent by how many percent of the rows that are replaced, those of the table or of the slices, 0 to 100; empty: any
 * @param approvedRows by how many rows somebody has agreed that it becomes fewer, beyond all limits; empty: nobody has
 */
public record LoadLimits(
        OptionalLong deletedRows, OptionalInt deletedPercent, OptionalInt shrinkPercent, OptionalLong approvedRows) {

    /** Everything is allowed. */
    public static final LoadLimits NONE =
            new LoadLimits(OptionalLong.empty(), OptionalInt.empty(), OptionalInt.empty());

    private static final int ALL = 100;

    /** Limits that are as they are: nobody has agreed to more. */
    public LoadLimits(OptionalLong deletedRows, OptionalInt deletedPercent, OptionalInt shrinkPercent) {
        this(deletedRows, deletedPercent, shrinkPercent, OptionalLong.empty());
    }

    /** @throws BridgeException.InvalidRequest when it is no count or no percentage */
    public LoadLimits {
        if (deletedRows.orElse(0) < 0 || !isPercentage(deletedPercent) || !isPercentage(shrinkPercent)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_LOAD,
                    "Expected deleted_rows of 0 or more, deleted_percent and shrink_percent from 0 to 100, but got "
                            + deletedRows + ", " + deletedPercent + " and " + shrinkPercent + ".");
        }
    }

    private static boolean isPercentage(OptionalInt percent) {
        return percent.orElse(0) >= 0 && percent.orElse(0) <= ALL;
    }

    /** The same for a load of which somebody has seen how many rows it takes away: one that takes no more passes. */
    public LoadLimits approved(long rows) {
        return new LoadLimits(deletedRows, deletedPercent, shrinkPercent, OptionalLong.of(rows));
    }

    /** Whether the rows that are there must be counted. */
    boolean needCount() {
        return deletedRows.isPresent() || needTotal() || shrinkPercent.orElse(ALL) < ALL;
    }

    /** Whether those beside them must be counted too. */
    boolean needTotal() {
        return deletedPercent.orElse(ALL) < ALL;
    }

    /**
     * Compares.
     *
     * @param before rows that will be replaced
     * @param after rows that come in their place
     * @param total all rows of the table, those that will be replaced and others
     * @throws BridgeException.LoadBlocked when too many would go, and more than were approved; nothing was loaded
     */
    void require(LoadOrder order, long before, long after, long total) {
        long gone = Math.max(0, before - after);
        boolean tooMany = gone > deletedRows.orElse(Long.MAX_VALUE)
                || isOver(gone, before, shrinkPercent)
                || isOver(gone, total, deletedPercent);
        if (tooMany && gone > approvedRows.orElse(0)) {
            throw new BridgeException.LoadBlocked(
                    "Expected " + order.target() + " to lose at most " + text(before, total) + ", but load "
                            + order.id() + " has " + after + " rows for " + before + ", " + gone
                            + " fewer. Nothing was loaded. Look at the source; if this is right, approve this load of a replication, or"
                            + " load with larger limits.",
                    before,
                    after);
        }
    }

    private static boolean isOver(long gone, long rows, OptionalInt percent) {
        return Math.multiplyExact(gone, ALL) > Math.multiplyExact(rows, percent.orElse(ALL));
    }

    private String text(long before, long total) {
        List<String> limits = new ArrayList<>();
        deletedRows.ifPresent(rows -> limits.add(rows + " rows"));
        shrinkPercent.ifPresent(percent -> limits.add(percent + " % of " + before + " rows that are replaced"));
        deletedPercent.ifPresent(percent -> limits.add(percent + " % of all " + total + " rows"));
        approvedRows.ifPresent(rows -> limits.add("the " + rows + " rows that were approved"));
        return String.join(" and ", limits);
    }
}
