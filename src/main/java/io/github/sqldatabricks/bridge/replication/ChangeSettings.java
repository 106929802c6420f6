package io.github.sqldatabricks.bridge.replication;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;

/**
 * How a stream finds the rows that changed since it was read last: what its file says, checked against the source's catalogue. There is
 * no {@code auto} here any more.
 */
public sealed interface ChangeSettings {

    /** The name of this kind in files and plans. */
    String text();

    /** All rows, each time. */
    record Full() implements ChangeSettings {
        @Override
        public String text() {
            return "full";
        }
    }

    /**
     * Rows whose rowversion moved on.
     *
     * @param column the table's column of that type, as the source spells it
     */
    record Rowversion(String column) implements ChangeSettings {
        @Override
        public String text() {
            return "rowversion";
        }
    }

    /**
     * Rows whose value in a growing column is beyond the last one.
     *
     * @param column as the source spells it
     * @param zone in which the column's clock counts; there for date, smalldatetime, datetime and datetime2, empty for numbers and
     *     datetimeoffset
     * @param margin by how much a window ends before the begin of the oldest open transaction, because a value may be taken a little
     *     before it; 0 or more
     * @param lag by how much a window ends before the server's time when the login may not see open transactions; positive; empty: such a
     *     login fails the stream
     * @param lookback from how far before its begin a window reads again; empty for not at all
     * @param nulls what becomes of rows without a value
     * @param drainTimeout how long a window of a column without a clock waits for the transactions that are open; positive
     */
    record Cursor(
            String column,
            Optional<CursorZone> zone,
            Duration margin,
            Optional<Duration> lag,
            Optional<Lookback> lookback,
            NullCursor nulls,
            Duration drainTimeout)
            implements ChangeSettings {

        public Cursor {
            Objects.requireNonNull(nulls, "nulls");
            boolean lagIsPositive = lag.isEmpty() || isPositive(lag.get());
            if (margin.isNegative() || !lagIsPositive || !isPositive(drainTimeout)) {
                throw new IllegalArgumentException(
                        "no spans of a cursor: " + margin + ", " + lag + ", " + drainTimeout);
            }
        }

        private static boolean isPositive(Duration span) {
            return !span.isZero() && !span.isNegative();
        }

        @Override
        public String text() {
            return "cursor";
        }
    }

    /** In which zone the clock of a column without one of its own counts. */
    sealed interface CursorZone {

        /** A zone that the file names. */
        record Named(ZoneId zone) implements CursorZone {
            @Override
            public String toString() {
                return zone.getId();
            }
        }

        /** The zone that the server's operating system has. */
        record Server() implements CursorZone {
            @Override
            public String toString() {
                return "server";
            }
        }
    }

    /** From how far before its begin a window reads again. */
    sealed interface Lookback {

        /** Of a column of dates or times; positive. */
        record Span(Duration length) implements Lookback {
            @Override
            public String toString() {
                return length.toString();
            }
        }

        /** Of a column of numbers; positive. */
        record Steps(long count) implements Lookback {
            @Override
            public String toString() {
                return Long.toString(count);
            }
        }
    }

    /** What becomes of rows without a value in the cursor's column. */
    enum NullCursor {
        /** One such row fails the stream. */
        FAIL,
        /** They are read in each window, and merged. */
        INCLUDE,
        /** They are not read; how many there are is said. */
        IGNORE
    }
}
