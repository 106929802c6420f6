package io.github.sqldatabricks.bridge.replication.change;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.ChangeSettings;
import io.github.sqldatabricks.bridge.replication.SmallResult;
import io.github.sqldatabricks.bridge.replication.change.CursorWindows.CursorBounds;
import io.github.sqldatabricks.bridge.replication.change.SourceClock.Rowversions;
import io.github.sqldatabricks.bridge.replication.change.Window.Completeness;
import io.github.sqldatabricks.bridge.replication.change.Window.Extent;
import java.util.List;
import java.util.Optional;

/** Asks the source, and decides what a stream reads next. Thread-safe, blocking. */
public final class ChangeWindows {

    private final SourceClock clock;
    private final RowSource source;

    public ChangeWindows(SourceClock clock, RowSource source) {
        this.clock = clock;
        this.source = source;
    }

    /**
     * The window of a cursor that follows a position. Its rows are to be read by a statement that begins now or later; it may be read again.
     *
     * @param merged whether a row may come again, because it is merged by its key
     * @param from of the stream's present generation; {@link Position#start} for a new stream
     * @throws BridgeException.RemotePermanent as {@link CursorWindows#next}; ({@code position-lost}) when the stream has another column, or
     *     other rows, now than when the position was stored
     * @throws BridgeException when the source can't be asked
     */
    public Window.Upcoming next(
            ChangeSource stream,
            ChangeSettings.Cursor settings,
            boolean merged,
            Position from,
            Cancellation cancellation) {
        Position begin = required(stream, from);
        Country country = stream.query().all().country();
        CursorWindows.Server server = new CursorWindows.Server(
                () -> clock.now(country, cancellation), () -> bounds(stream, cancellation), cancellation::pause);
        CursorWindows cursor = new CursorWindows(stream.column(), settings, merged, server);
        CursorWindows.Reach reach = cursor.reach(begin);
        return new Window.Upcoming(cursor.window(begin, reach), reach.extent());
    }

    /**
     * The window of a rowversion that follows a position; see {@link #next(ChangeSource, ChangeSettings.Cursor, boolean, Position,
     * Cancellation)}.
     *
     * @throws BridgeException.RemotePermanent as {@link RowversionWindows#next}
     */
    public Window.Upcoming next(ChangeSource stream, boolean merged, Position from, Cancellation cancellation) {
        Position begin = required(stream, from);
        SourceClock.Rowversions now = clock.rowversions(stream.query().all().country(), cancellation);
        boolean all = now.leastActive() - 1 == now.last();
        return new Window.Upcoming(RowversionWindows.next(begin, now, merged), all ? Extent.ALL : Extent.UNKNOWN);
    }

    /** A value of another column says nothing; and of rows that were not among those that were read, some may be behind it. */
    private static Position required(ChangeSource stream, Position from) {
        requireColumn(stream.column(), from);
        String source = stream.query().source();
        if (from.source().filter(read -> !read.equals(source)).isPresent()) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.POSITION_LOST,
                    "Expected the stream " + stream.query().all().name()
                            + " to read the rows of which its position is, but its country, table, query, where or a parameter of"
                            + " them has changed since, so that rows could be missed. Change it back, or reset the stream, which"
                            + " reads all rows again.");
        }
        return from.in(source);
    }

    private static void requireColumn(CursorColumn column, Position from) {
        boolean same =
                column.name().equalsIgnoreCase(from.column()) && column.type().equals(from.type());
        if (!same) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.POSITION_LOST,
                    "Expected the stream to be read by " + from.column() + " "
                            + from.type().declaration()
                            + ", of which its position is a value, but it is " + column.name() + " "
                            + column.type().declaration() + " now. Reset the stream, which reads all rows again.");
        }
    }

    CursorBounds bounds(ChangeSource stream, Cancellation cancellation) {
        List<Optional<String>> row =
                SmallResult.read(source, stream.bounds(), cancellation).get(0);
        return new CursorBounds(
                row.get(0).map(text -> value(stream.column(), text)),
                Long.parseLong(row.get(1).orElseThrow()));
    }

    private static CursorValue value(CursorColumn column, String text) {
        try {
            return CursorValue.of(column.type(), text);
        } catch (IllegalArgumentException e) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.CHANGE_COLUMN_REFUSED,
                    "Expected the column '" + column.name() + "' to have values of "
                            + column.type().declaration() + ", but its newest one is none: " + e.getMessage()
                            + ". Correct the column's type.",
                    e);
        }
    }

    /**
     * Decides how far a rowversion is read next: up to the last one before the least that an open transaction has. It must be asked for before
     * the statement that reads the rows begins: a snapshot that is older would lack what was committed between.
     */
    static final class RowversionWindows {

        private RowversionWindows() {}

        /**
         * The window that follows a position.
         *
         * @param merged whether a row may come again, because it is merged by its key
         * @throws BridgeException.RemotePermanent ({@code position-lost}) when the server has not reached the position any more
         */
        static Window next(Position from, Rowversions now, boolean merged) {
            CursorValue end = CursorValue.rowversion(now.leastActive() - 1);
            from.value().ifPresent(value -> requireReached(value, end, CursorValue.rowversion(now.last())));
            Position next = from.at(Optional.of(end));
            if (from.value().isEmpty() && merged) {
                return new Window.Everything(true, Completeness.ROWVERSION, next);
            }
            return from.equals(next)
                    ? new Window.Nothing(Completeness.ROWVERSION, next)
                    : new Window.Slice(from.value(), end, false, Completeness.ROWVERSION, next);
        }

        private static void requireReached(CursorValue position, CursorValue end, CursorValue last) {
            if (last.compareTo(position) < 0 || end.compareTo(position) < 0) {
                throw new BridgeException.RemotePermanent(
                        ErrorCode.POSITION_LOST,
                        "Expected the database to have given rowversions up to " + position + ", but its last one is "
                                + last
                                + ": it was restored, or failed over and lost some. Reset the stream, which reads all rows again.");
            }
        }
    }
}
