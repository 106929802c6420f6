package io.github.sqldatabricks.bridge.replication.change;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What a stream reads next, and how far it is read afterwards. */
public sealed interface Window {

    /** How sure it is that the rows are all that changed. */
    Completeness completeness();

    /** Goes into the target's state, in the commit of the rows. */
    Position next();

    /** A window, and what of the source a target has once its rows are there. */
    record Upcoming(Window window, Extent extent) {}

    /**
     * What is known of the changes up to the window's end, from the most to the least. A receipt never says more.
     *
     * <p>Whoever writes a cursor's value long before the first write of its transaction, or of a transaction of another database, is seen
     * by neither {@code horizon} nor {@code drained}.
     */
    enum Completeness {
        /** By SQL Server's own bookkeeping, every change is there. */
        ROWVERSION,
        /** No transaction that was open can bring an older value, as values are at most the margin older than their transaction. */
        HORIZON,
        /** All transactions that were open when the window's end was settled have ended. */
        DRAINED,
        /** Nothing is known of open transactions: rows that are committed later than the lag are found within the lookback only. */
        LAG_BOUNDED;

        /** In receipts. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * All rows that are there, those beyond {@link #next} too: they come again, and are merged.
     *
     * @param nulls whether rows without a cursor's value are among them
     */
    record Everything(boolean nulls, Completeness completeness, Position next) implements Window {}

    /**
     * Rows with the values of a range.
     *
     * @param after exclusive; empty for no lower end
     * @param upTo inclusive
     * @param nulls whether rows without a value are read too
     */
    record Slice(Optional<CursorValue> after, CursorValue upTo, boolean nulls, Completeness completeness, Position next)
            implements Window {}

    /** There is nothing to read. */
    record Nothing(Completeness completeness, Position next) implements Window {}

    /** What of the source a target has once a window is in it. */
    @FunctionalInterface
    interface Extent {

        /** All that was there when the window was settled. */
        Extent ALL = Optional::of;

        /** Less than that, since transactions are open; nobody can tell since when. */
        Extent UNKNOWN = settled -> Optional.empty();

        /** All that was there at this time, by the source's clock, which holds the window back. */
        static Extent until(Instant time) {
            return settled -> Optional.of(time.isBefore(settled) ? time : settled);
        }

        /**
         * Since when the target has all that the source had then; empty when nobody can tell.
         *
         * @param settled when the window was settled
         */
        Optional<Instant> asOf(Instant settled);
    }
}
