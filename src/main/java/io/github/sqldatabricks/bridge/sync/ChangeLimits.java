package io.github.sqldatabricks.bridge.sync;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How much one event may change. Checked inside the transaction, before the commit.
 *
 * @param maxDeletedRows at least 0; empty for no limit, as the others
 * @param maxChangedRows inserted, updated and deleted rows together, at least 0
 * @param maxChangedPercent updated and deleted rows together, in percent of the rows that the table had before; 0 to 100
 */
public record ChangeLimits(OptionalLong maxDeletedRows, OptionalLong maxChangedRows, OptionalDouble maxChangedPercent) {

    private static final double PERCENT = 100.0;

    /** No limit at all. */
    public static final ChangeLimits NONE =
            new ChangeLimits(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty());

    /** Whether {@link #violation} needs to know how many rows the table has. */
    public boolean needTableRows() {
        return maxChangedPercent.isPresent();
    }

    /**
     * What a change breaks, for people, with its counts; empty when it is within all limits.
     *
     * @param tableRows how many rows the table had before; counts only when {@link #needTableRows}
     */
    public Optional<String> violation(ChangeCounts counts, long tableRows) {
        if (maxDeletedRows.isPresent() && counts.deleted() > maxDeletedRows.getAsLong()) {
            return broken(counts, "at most " + maxDeletedRows.getAsLong() + " rows may be deleted (max_delete_rows)");
        }
        if (maxChangedRows.isPresent() && counts.total() > maxChangedRows.getAsLong()) {
            return broken(counts, "at most " + maxChangedRows.getAsLong() + " rows may change (max_changed_rows)");
        }
        if (maxChangedPercent.isPresent() && percent(counts, tableRows) > maxChangedPercent.getAsDouble()) {
            return broken(
                    counts,
                    "at most " + maxChangedPercent.getAsDouble() + " % of the table's " + tableRows
                            + " rows may change (max_changed_percent)");
        }
        return Optional.empty();
    }

    /** New rows harm nothing that was there, so they do not count. */
    private static double percent(ChangeCounts counts, long tableRows) {
        long touched = counts.updated() + counts.deleted();
        return touched == 0 ? 0 : PERCENT * touched / Math.max(tableRows, 1);
    }

    private static Optional<String> broken(ChangeCounts counts, String limit) {
        return Optional.of("The change was rolled back: " + counts + ", but " + limit + ".");
    }
}
