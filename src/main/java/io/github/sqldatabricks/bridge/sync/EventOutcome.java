package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an attempt to apply an event came to. */
public sealed interface EventOutcome {

    /** Its refusal or failure; empty when it was applied. */
    default Optional<ErrorCode> error() {
        return Optional.empty();
    }

    /** The code of its refusal or failure; empty when it was applied. */
    default Optional<String> errorCode() {
        return error().map(ErrorCode::text);
    }

    /**
     * An event that was cancelled before anything was changed.
     *
     * @param by who wanted it
     */
    static EventOutcome cancelled(String by) {
        return new Failed(ErrorCode.CANCELLED, "Cancelled by " + by + ". Nothing was changed.", false);
    }

    /** Whether the event may end with it: nobody has to ask the ledger first. */
    default boolean isSettled() {
        return true;
    }

    /** The same with more to say about why; what was applied says nothing more. */
    default EventOutcome adding(String sentence) {
        return this;
    }

    /**
     * The change is committed.
     *
     * @param counts true counts; those of the first time when it had been applied before
     * @param appliedBefore whether an earlier attempt had committed it already
     * @param warning what the asker should know
     */
    record Applied(ChangeCounts counts, boolean appliedBefore, Optional<String> warning) implements EventOutcome {}

    /**
     * A guard rail refused it, and nothing was changed.
     *
     * @param reason which error it is
     * @param message with the counts, where a limit was broken
     */
    record Blocked(ErrorCode reason, String message) implements EventOutcome {
        /** The text of its code. */
        public String code() {
            return reason.text();
        }

        @Override
        public EventOutcome adding(String sentence) {
            return new Blocked(reason, message + sentence);
        }

        @Override
        public Optional<ErrorCode> error() {
            return Optional.of(reason);
        }
    }

    /**
     * It could not be applied.
     *
     * @param reason which error it is
     * @param retryable whether another attempt can help
     * @param settled whether nothing was changed, and nothing will be by an attempt up to this one. While nobody knows, the event
     *     can't end: the ledger has to be asked first
     */
    record Failed(ErrorCode reason, String message, boolean retryable, boolean settled) implements EventOutcome {

        /** The text of its code. */
        public String code() {
            return reason.text();
        }

        /** A failure after which nothing was changed. */
        public Failed(ErrorCode reason, String message, boolean retryable) {
            this(reason, message, retryable, true);
        }

        @Override
        public EventOutcome adding(String sentence) {
            return new Failed(reason, message + sentence, retryable, settled);
        }

        @Override
        public boolean isSettled() {
            return settled;
        }

        /** Nobody knows whether an attempt has changed the target, or still will. The next look at the ledger can tell. */
        public static Failed unsettled(String message) {
            return new Failed(ErrorCode.ATTEMPT_UNSETTLED, message, true, false);
        }

        @Override
        public Optional<ErrorCode> error() {
            return Optional.of(reason);
        }
    }

    /**
     * What an event would do; nothing was changed.
     *
     * @param outcome as if it had been real: applied, blocked by a limit, or failed by a discrepancy
     * @param counts how many rows it would change, whatever the outcome
     * @param sample some of the rows
     * @param hidden why there is no sample; empty when nothing is kept back
     */
    record DryRun(EventOutcome outcome, ChangeCounts counts, List<SampleRow> sample, Optional<String> hidden) {

        public DryRun {
            sample = List.copyOf(sample);
        }

        /** Of an event that never came to its rows. */
        static DryRun without(EventOutcome outcome) {
            return new DryRun(outcome, ChangeCounts.NONE, List.of(), Optional.empty());
        }

        /** What the asker should know: of the change, when it would be applied, and of the sample. */
        public Optional<String> warning() {
            Optional<String> ofChange =
                    outcome instanceof EventOutcome.Applied applied ? applied.warning() : Optional.empty();
            return Stream.of(ofChange, hidden).flatMap(Optional::stream).reduce((one, other) -> one + " " + other);
        }

        /**
         * A row that a change touches, values as text; null values are null.
         *
         * @param before empty for a new row
         * @param after empty for a deleted row
         */
        public record SampleRow(Map<String, String> before, Map<String, String> after) {

            public SampleRow {
                before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
                after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
            }
        }
    }

    /**
     * How many rows of the target a change touched, as SQL Server counted them.
     *
     * @param inserted at least 0, as the others
     */
    record ChangeCounts(long inserted, long updated, long deleted) {

        /** Nothing changed. */
        public static final ChangeCounts NONE = new ChangeCounts(0, 0, 0);

        public static ChangeCounts inserted(long rows) {
            return new ChangeCounts(rows, 0, 0);
        }

        public static ChangeCounts updated(long rows) {
            return new ChangeCounts(0, rows, 0);
        }

        public static ChangeCounts deleted(long rows) {
            return new ChangeCounts(0, 0, rows);
        }

        /** All of them. */
        public long total() {
            return inserted + updated + deleted;
        }

        @Override
        public String toString() {
            return inserted + " inserted, " + updated + " updated, " + deleted + " deleted";
        }

        /**
         * The rows that foreign keys change together with those of the event, in other tables or in the target itself.
         *
         * @param rows those of each table, only where there are some
         * @param hidden why there may be more, one sentence; empty when all were counted
         */
        public record Cascades(List<Rows> rows, String hidden) {

            /** None, and nothing hidden. */
            public static final Cascades NONE = new Cascades(List.of(), "");

            public Cascades {
                rows = List.copyOf(rows);
            }

            /**
             * Rows of one table.
             *
             * @param updated set to the new key, to NULL or to their default; at least 0
             * @param deleted at least 0
             */
            public record Rows(SqlServerTable table, long updated, long deleted) {
                long changed() {
                    return updated + deleted;
                }

                @Override
                public String toString() {
                    String counts = deleted == 0 ? updated + " updated" : deleted + " deleted";
                    return (deleted > 0 && updated > 0 ? updated + " updated, " + counts : counts) + " in " + table;
                }
            }

            boolean isHidden() {
                return !hidden.isEmpty();
            }

            long deleted() {
                return sum(Rows::deleted);
            }

            long changed() {
                return sum(Rows::changed);
            }

            /** Those in the table itself, which count against a limit in percent of its rows. */
            long changedIn(SqlServerTable table) {
                return rows.stream()
                        .filter(in -> in.table().equals(table))
                        .mapToLong(Rows::changed)
                        .sum();
            }

            private long sum(ToLongFunction<Rows> count) {
                return rows.stream().mapToLong(count).sum();
            }

            /** For people, such as {@code 30 deleted in dbo.lines}. */
            @Override
            public String toString() {
                return rows.stream().map(Rows::toString).collect(Collectors.joining(", "));
            }
        }
    }
}
