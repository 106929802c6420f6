package io.github.sqldatabricks.bridge.replication.change;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.change.SourceClock.Rowversions;
import io.github.sqldatabricks.bridge.replication.change.Window.Completeness;
import java.util.Optional;

/**
 * Decides how far a rowversion is read next: up to the last one before the least that an open transaction has. It must be asked for before
 * the statement that reads the rows begins: a snapshot that is older would lack what was committed between.
 */
final class RowversionWindows {

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
