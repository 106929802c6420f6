package io.github.sqldatabricks.bridge.sync;

import java.util.Optional;

/**
 * Whether a change that was made, but is not committed, may stay.
 *
 * @param counts what it changed
 */
record Verdict(EventOutcome outcome, ChangeCounts counts) {

    static Verdict of(SyncEvent event, ChangeCounts counts, Optional<String> violation) {
        if (violation.isPresent()) {
            return new Verdict(new EventOutcome.Blocked("limit-exceeded", violation.get()), counts);
        }
        Optional<String> warning = warning(event, counts);
        boolean rollback = warning.isPresent() && event.onDiscrepancy() == DiscrepancyPolicy.ROLLBACK;
        return new Verdict(
                rollback
                        ? new EventOutcome.Failed(
                                "rows-discrepancy",
                                warning.get() + " The change was rolled back (metadata.on_discrepancy).",
                                false)
                        : new EventOutcome.Applied(counts, false, warning),
                counts);
    }

    /** What the asker should know about the counts. */
    static Optional<String> warning(SyncEvent event, ChangeCounts counts) {
        if (event.discrepancy(counts).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("Expected " + event.rowsExpected().getAsLong() + " rows to change (rows_expected), but "
                + counts.total() + " did.");
    }
}
