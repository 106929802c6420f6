package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.CascadePolicy;
import io.github.sqldatabricks.bridge.sync.ChangeLimits.TriggerPolicy;
import io.github.sqldatabricks.bridge.sync.EventMetadata.DiscrepancyPolicy;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a change that was made, but is not committed, may stay.
 *
 * @param counts what it changed
 */
record GuardRailResult(EventOutcome outcome, ChangeCounts counts) {

    /**
     * What was seen of a change.
     *
     * @param target the table that it changed
     * @param cascades what foreign keys changed with it
     * @param triggers the names of the triggers that it fired
     * @param tableRows how many rows the table had before, where a limit needs that
     */
    record Change(
            SqlServerTable target, ChangeCounts counts, Cascades cascades, List<String> triggers, long tableRows) {}

    static GuardRailResult of(SyncEvent event, Change change, ChangeLimits limits) {
        return new GuardRailResult(
                blocked(event, change, limits).orElseGet(() -> counted(event, change, limits)), change.counts());
    }

    private static Optional<EventOutcome> blocked(SyncEvent event, Change change, ChangeLimits limits) {
        Cascades cascades = change.cascades();
        if (limits.cascade() == CascadePolicy.REFUSE && (cascades.changed() > 0 || cascades.isHidden())) {
            return Optional.of(new EventOutcome.Blocked(
                    ErrorCode.CASCADE_REFUSED,
                    "The change was rolled back: foreign keys would change rows beside it ("
                            + (cascades.changed() > 0 ? cascades.toString() : cascades.hidden())
                            + "), and they are refused (cascade)."));
        }
        if (cascades.isHidden() && limits.countRows()) {
            return Optional.of(new EventOutcome.Blocked(
                    ErrorCode.CASCADE_UNKNOWN,
                    "The change was rolled back, because the limits on rows can't be checked: " + cascades.hidden()));
        }
        return limits.violation(change.counts(), cascades, change.target(), change.tableRows())
                .map(text -> new EventOutcome.Blocked(ErrorCode.LIMIT_EXCEEDED, text));
    }

    private static EventOutcome counted(SyncEvent event, Change change, ChangeLimits limits) {
        Optional<String> discrepancy = warning(event, change.counts());
        if (discrepancy.isPresent() && event.metadata().onDiscrepancy() == DiscrepancyPolicy.ROLLBACK) {
            return new EventOutcome.Failed(
                    ErrorCode.ROWS_DISCREPANCY,
                    discrepancy.get() + " The change was rolled back (metadata.on_discrepancy).",
                    false);
        }
        String text = Stream.of(
                        discrepancy,
                        cascaded(change.cascades()),
                        fired(change.triggers(), limits),
                        event.metadata().advice())
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
        return new EventOutcome.Applied(
                change.counts(), false, Optional.of(text).filter(said -> !said.isEmpty()));
    }

    /** What the asker should know about the counts. */
    static Optional<String> warning(SyncEvent event, ChangeCounts counts) {
        if (event.discrepancy(counts).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("Expected " + event.rowsExpected().getAsLong() + " rows to change (rows_expected), but "
                + counts.total() + " did.");
    }

    private static Optional<String> cascaded(Cascades cascades) {
        if (cascades.rows().isEmpty()) {
            return Optional.of(cascades.hidden()).filter(text -> !text.isEmpty());
        }
        return Optional.of(("Foreign keys changed rows beside it: " + cascades + ". " + cascades.hidden()).strip());
    }

    private static Optional<String> fired(List<String> triggers, ChangeLimits limits) {
        if (triggers.isEmpty() || limits.triggers() != TriggerPolicy.WARN) {
            return Optional.empty();
        }
        return Optional.of(
                "It fires triggers (" + String.join(", ", triggers) + "); the rows that they change are not counted.");
    }
}
