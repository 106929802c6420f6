package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.sync.EventMetadata.DiscrepancyPolicy;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.EventOutcome.ChangeCounts.Cascades;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much one event may change. Checked inside the transaction, before the commit.
 *
 * @param maxDeletedRows at least 0; empty for no limit, as the others
 * @param maxChangedRows inserted, updated and deleted rows together, at least 0
 * @param maxChangedPercent updated and deleted rows together, in percent of the rows that the table had before; 0 to 100
 * @param cascade what happens to rows that foreign keys change
 * @param triggers what happens when the target has triggers
 */
public record ChangeLimits(
        OptionalLong maxDeletedRows,
        OptionalLong maxChangedRows,
        OptionalDouble maxChangedPercent,
        CascadePolicy cascade,
        TriggerPolicy triggers) {

    private static final double PERCENT = 100.0;

    /** No limit at all. */
    public static final ChangeLimits NONE =
            new ChangeLimits(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty());

    /** The usual policies: rows that foreign keys change count, triggers are named. */
    public ChangeLimits(OptionalLong maxDeletedRows, OptionalLong maxChangedRows, OptionalDouble maxChangedPercent) {
        this(maxDeletedRows, maxChangedRows, maxChangedPercent, CascadePolicy.COUNT, TriggerPolicy.WARN);
    }

    /** The same with these policies. */
    public ChangeLimits with(CascadePolicy cascades, TriggerPolicy triggerPolicy) {
        return new ChangeLimits(maxDeletedRows, maxChangedRows, maxChangedPercent, cascades, triggerPolicy);
    }

    /** The stricter of both, limit by limit. */
    ChangeLimits and(ChangeLimits other) {
        return new ChangeLimits(
                lower(maxDeletedRows, other.maxDeletedRows),
                lower(maxChangedRows, other.maxChangedRows),
                Stream.of(maxChangedPercent, other.maxChangedPercent)
                        .flatMapToDouble(OptionalDouble::stream)
                        .min(),
                cascade.and(other.cascade),
                triggers);
    }

    private static OptionalLong lower(OptionalLong one, OptionalLong other) {
        return Stream.of(one, other).flatMapToLong(OptionalLong::stream).min();
    }

    /** Whether rows of tables other than the target count, too. */
    boolean countRows() {
        return maxDeletedRows.isPresent() || maxChangedRows.isPresent();
    }

    /** Whether {@link #violation} needs to know how many rows the table has. */
    public boolean needTableRows() {
        return maxChangedPercent.isPresent();
    }

    /**
     * What a change breaks, for people, with its counts; empty when it is within all limits.
     *
     * @param cascades what foreign keys change with it
     * @param target the table that it changes
     * @param tableRows how many rows the table had before; counts only when {@link #needTableRows}
     */
    public Optional<String> violation(ChangeCounts counts, Cascades cascades, SqlServerTable target, long tableRows) {
        return limit(counts, cascades, target, tableRows)
                .map(limit -> "The change was rolled back: " + counts
                        + (cascades.rows().isEmpty() ? "" : ", and by foreign keys " + cascades) + ", but at most "
                        + limit + ".");
    }

    private Optional<String> limit(ChangeCounts counts, Cascades cascades, SqlServerTable target, long tableRows) {
        if (maxDeletedRows.isPresent() && counts.deleted() + cascades.deleted() > maxDeletedRows.getAsLong()) {
            return Optional.of(maxDeletedRows.getAsLong() + " rows may be deleted (max_delete_rows)");
        }
        if (maxChangedRows.isPresent() && counts.total() + cascades.changed() > maxChangedRows.getAsLong()) {
            return Optional.of(maxChangedRows.getAsLong() + " rows may change (max_changed_rows)");
        }
        // New rows harm nothing that was there, so they do not count.
        long touched = counts.updated() + counts.deleted() + cascades.changedIn(target);
        if (maxChangedPercent.isPresent() && percent(touched, tableRows) > maxChangedPercent.getAsDouble()) {
            return Optional.of(maxChangedPercent.getAsDouble() + " % of the table's " + tableRows
                    + " rows may change (max_changed_percent)");
        }
        return Optional.empty();
    }

    private static double percent(long touched, long tableRows) {
        return touched == 0 ? 0 : PERCENT * touched / Math.max(tableRows, 1);
    }

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

    /** Looks at a change that was made, but is not committed. */
    Verdict judge(SyncEvent event, Change change) {
        return new Verdict(blocked(change).orElseGet(() -> counted(event, change)), change.counts());
    }

    private Optional<EventOutcome> blocked(Change change) {
        Cascades cascades = change.cascades();
        if (cascade == CascadePolicy.REFUSE && (cascades.changed() > 0 || cascades.isHidden())) {
            return Optional.of(new EventOutcome.Blocked(
                    ErrorCode.CASCADE_REFUSED,
                    "The change was rolled back: foreign keys would change rows beside it ("
                            + (cascades.changed() > 0 ? cascades.toString() : cascades.hidden())
                            + "), and they are refused (cascade)."));
        }
        if (cascades.isHidden() && countRows()) {
            return Optional.of(new EventOutcome.Blocked(
                    ErrorCode.CASCADE_UNKNOWN,
                    "The change was rolled back, because the limits on rows can't be checked: " + cascades.hidden()));
        }
        return violation(change.counts(), cascades, change.target(), change.tableRows())
                .map(text -> new EventOutcome.Blocked(ErrorCode.LIMIT_EXCEEDED, text));
    }

    private EventOutcome counted(SyncEvent event, Change change) {
        Optional<String> discrepancy = event.warning(change.counts());
        if (discrepancy.isPresent() && event.metadata().onDiscrepancy() == DiscrepancyPolicy.ROLLBACK) {
            return new EventOutcome.Failed(
                    ErrorCode.ROWS_DISCREPANCY,
                    discrepancy.get() + " The change was rolled back (metadata.on_discrepancy).",
                    false);
        }
        String text = Stream.of(
                        discrepancy,
                        cascaded(change.cascades()),
                        fired(change.triggers()),
                        event.metadata().advice())
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
        return new EventOutcome.Applied(
                change.counts(), false, Optional.of(text).filter(said -> !said.isEmpty()));
    }

    private static Optional<String> cascaded(Cascades cascades) {
        if (cascades.rows().isEmpty()) {
            return Optional.of(cascades.hidden()).filter(text -> !text.isEmpty());
        }
        return Optional.of(("Foreign keys changed rows beside it: " + cascades + ". " + cascades.hidden()).strip());
    }

    private Optional<String> fired(List<String> names) {
        if (names.isEmpty() || triggers != TriggerPolicy.WARN) {
            return Optional.empty();
        }
        return Optional.of(
                "It fires triggers (" + String.join(", ", names) + "); the rows that they change are not counted.");
    }

    /**
     * Whether a change may stay.
     *
     * @param counts what it changed
     */
    record Verdict(EventOutcome outcome, ChangeCounts counts) {}

    /** What happens to rows that foreign keys of the target change with it (ON DELETE, ON UPDATE), the laxest first. */
    public enum CascadePolicy {
        /** Nobody looks at them. */
        ALLOW,
        /** They count against the limits, and the outcome says how many there were. */
        COUNT,
        /** An event that would change one is rolled back. */
        REFUSE;

        /** The stricter of both: an event may not switch off what the service asks for. */
        CascadePolicy and(CascadePolicy other) {
            return compareTo(other) >= 0 ? this : other;
        }

        /**
         * Reads {@code metadata.cascade}.
         *
         * @throws BridgeException.InvalidRequest when it is no policy, or one that only the service's setting can have
         */
        static CascadePolicy ofMetadata(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "count" -> COUNT;
                case "refuse" -> REFUSE;
                default ->
                    throw new BridgeException.InvalidRequest(
                            ErrorCode.INVALID_METADATA,
                            "Expected metadata.cascade to be 'count' or 'refuse'; 'allow' is the operator's to say"
                                    + " (bridge.sync.cascade).");
            };
        }
    }

    /**
     * What happens when the target has triggers that the event would fire. They always run; SQL Server does not say how many rows
     * they change.
     */
    public enum TriggerPolicy {
        /** Nothing is said about them. */
        ALLOW,
        /** The outcome names them, because their rows count against no limit. */
        WARN,
        /** The event is refused. */
        REFUSE
    }

    /** Whether and how much an event may change, and what it may show of its target. Thread-safe. */
    @FunctionalInterface
    public interface EventRights {

        /**
         * How much the event may change.
         *
         * @throws io.github.sqldatabricks.bridge.model.BridgeException.NotAllowed when it may not change its target at all or not
         *     read its source, or nobody is responsible for it
         */
        ChangeLimits limits(SyncEvent event);

        /**
         * Whether rows of the target, and names of its columns that the event does not have, may be shown to who is responsible.
         *
         * @throws io.github.sqldatabricks.bridge.model.BridgeException.NotAllowed when nobody is
         */
        default boolean mayRead(SyncEvent event) {
            return true;
        }
    }
}
