package io.github.sqldatabricks.bridge.replication.change;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.Cursor;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.CursorZone;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.Lookback;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.NullCursor;
import io.github.sqldatabricks.bridge.replication.change.SourceClock.Moment;
import io.github.sqldatabricks.bridge.replication.change.SourceClock.OpenWriters;
import io.github.sqldatabricks.bridge.replication.change.Window.Completeness;
import io.github.sqldatabricks.bridge.replication.change.Window.Extent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Decides how far a cursor is read next.
 *
 * <ul>
 *   <li>A point in time: up to the newest value, but below the horizon, which is the begin of the oldest open transaction that writes, or
 *       the server's time when there is none, less the margin. The horizon is taken before the newest value.
 *   <li>A number, which no clock can be compared with: up to the newest value, once the transactions have ended that were open when it was
 *       seen. While they don't, the stream stays where it is.
 *   <li>A point in time, where nobody may see transactions: up to the lag before the server's time.
 * </ul>
 */
final class CursorWindows {

    /** Between two looks at open transactions. */
    static final Duration POLL = Duration.ofMillis(250);

    private final CursorColumn column;
    private final Cursor settings;
    private final boolean merged;
    private final Server server;

    /**
     * What is asked of the server. Each call asks anew.
     *
     * @param clock its time and open transactions
     * @param bounds the cursor's values
     * @param pause waits
     */
    record Server(Supplier<Moment> clock, Supplier<CursorBounds> bounds, Consumer<Duration> pause) {}

    /**
     * The values of a cursor now.
     *
     * @param newest the greatest one; empty when there is none
     * @param nulls how many rows have none, 0 or more
     */
    record CursorBounds(Optional<CursorValue> newest, long nulls) {}

    /**
     * How far may be read.
     *
     * @param upTo empty when nothing may be
     */
    record Reach(CursorBounds bounds, Optional<CursorValue> upTo, Completeness completeness, Extent extent) {}

    /**
     * Windows of a cursor.
     *
     * @param merged whether a row may come again, because it is merged by its key
     * @throws BridgeException.Conflict ({@code stream-settings-contradict}) when rows would come again that are not merged, or a zone or
     *     span does not fit the column's type
     */
    CursorWindows(CursorColumn column, Cursor settings, boolean merged, Server server) {
        requireFitting(column, settings);
        boolean again = settings.nulls() == NullCursor.INCLUDE
                || settings.lag().isPresent()
                || settings.lookback().isPresent();
        if (again && !merged) {
            throw contradiction(
                    column,
                    "rows that are merged by a key, because null_cursor include, lag and lookback read rows again");
        }
        this.column = column;
        this.settings = settings;
        this.merged = merged;
        this.server = server;
    }

    private static void requireFitting(CursorColumn column, Cursor settings) {
        boolean temporal = column.type().isTemporal();
        if (settings.lag().isPresent() && !temporal) {
            throw contradiction(column, "no lag, which only a time can have");
        }
        if (settings.lookback()
                .filter(back -> temporal != back instanceof Lookback.Span)
                .isPresent()) {
            throw contradiction(column, temporal ? "a lookback of time" : "a lookback of steps");
        }
        if (column.type().needsZone() && settings.zone().isEmpty()) {
            throw contradiction(column, "a zone, because its values are of a clock without one");
        }
    }

    private static BridgeException contradiction(CursorColumn column, String expected) {
        return new BridgeException.Conflict(
                ErrorCode.STREAM_SETTINGS_CONTRADICT,
                "Expected, for the cursor '" + column.name() + "' of type "
                        + column.type().declaration() + ", " + expected + ". Correct the stream's settings.");
    }

    /**
     * The window that follows a position.
     *
     * @throws BridgeException.RemotePermanent ({@code cursor-null}) when there are rows without a value, which the settings refuse; ({@code
     *     cursor-moved-back}) when new values can be older than the position; ({@code transactions-not-visible}) when nobody may see open
     *     transactions, and no lag is set
     */
    Window next(Position from) {
        return window(from, reach(from));
    }

    /** Asks the server how far may be read; see {@link #next}. */
    Reach reach(Position from) {
        return column.type().isTemporal() ? byTime(from) : drained(from);
    }

    /** What is read next, if so far may be read. */
    Window window(Position from, Reach reach) {
        if (from.value().isEmpty() && merged) {
            boolean nulls = settings.nulls() != NullCursor.IGNORE;
            return new Window.Everything(nulls, reach.completeness(), from.at(reach.upTo()));
        }
        boolean nulls = settings.nulls() == NullCursor.INCLUDE && reach.bounds().nulls() > 0;
        Optional<CursorValue> end = later(from.value(), reach.upTo());
        boolean nothing = end.equals(from.value()) && settings.lookback().isEmpty() && !nulls;
        if (end.isEmpty() || nothing) {
            return new Window.Nothing(reach.completeness(), from);
        }
        Optional<CursorValue> after = settings.lookback().isEmpty()
                ? from.value()
                : from.value().flatMap(value -> value.before(settings.lookback().get()));
        return new Window.Slice(after, end.get(), nulls, reach.completeness(), from.at(end));
    }

    private static Optional<CursorValue> later(Optional<CursorValue> from, Optional<CursorValue> upTo) {
        boolean moves = upTo.isPresent() && (from.isEmpty() || from.get().compareTo(upTo.get()) < 0);
        return moves ? upTo : from;
    }

    private Reach byTime(Position from) {
        Moment now = server.clock().get();
        requireForward(from, now);
        CursorBounds bounds = bounds();
        Instant horizon = now.writers().map(writers -> horizon(now, writers)).orElseGet(() -> lagging(now));
        LocalDateTime below = column.type().lastBefore(inColumn(horizon.minus(settings.margin()), now));
        CursorValue last = CursorValue.at(column.type(), below);
        Optional<CursorValue> upTo = bounds.newest().map(newest -> newest.compareTo(last) < 0 ? newest : last);
        boolean all = now.writers().isPresent() && upTo.equals(bounds.newest());
        return new Reach(
                bounds,
                upTo,
                now.writers().isPresent() ? Completeness.HORIZON : Completeness.LAG_BOUNDED,
                all ? Extent.ALL : Extent.until(horizon.minus(settings.margin())));
    }

    private static Instant horizon(Moment now, OpenWriters writers) {
        return writers.oldestBegin().filter(begin -> begin.isBefore(now.utc())).orElse(now.utc());
    }

    private Instant lagging(Moment now) {
        return now.utc().minus(settings.lag().orElseThrow(this::notVisible));
    }

    private LocalDateTime inColumn(Instant instant, Moment now) {
        return new WallClock(settings.zone().filter(zone -> column.type().needsZone())).at(instant, now);
    }

    /** A position was once below the clock, and a clock does not go back. */
    private void requireForward(Position from, Moment now) {
        CursorValue clock = CursorValue.at(column.type(), column.type().floor(inColumn(now.utc(), now)));
        if (from.value().isPresent() && clock.compareTo(from.value().get()) < 0) {
            throw movedBack(from, "the server's clock says " + clock);
        }
    }

    private Reach drained(Position from) {
        CursorBounds bounds = bounds();
        boolean behind = from.value()
                .filter(value -> bounds.newest()
                        .filter(newest -> newest.compareTo(value) >= 0)
                        .isEmpty())
                .isPresent();
        if (behind) {
            throw movedBack(
                    from,
                    bounds.newest().map(newest -> "the newest is " + newest).orElse("there is none any more"));
        }
        boolean news = !bounds.newest().equals(from.value());
        boolean all = !news || writersEnd();
        return new Reach(
                bounds, all ? bounds.newest() : from.value(), Completeness.DRAINED, all ? Extent.ALL : Extent.UNKNOWN);
    }

    /** Waits until the transactions have ended that are open now; false when they don't in time. */
    private boolean writersEnd() {
        Set<Long> open = new HashSet<>(writers());
        long looks = settings.drainTimeout().dividedBy(POLL);
        for (long look = 0; look < looks && !open.isEmpty(); look++) {
            server.pause().accept(POLL);
            open.retainAll(writers());
        }
        return open.isEmpty();
    }

    private Set<Long> writers() {
        return server.clock().get().writers().orElseThrow(this::notVisible).transactions();
    }

    private CursorBounds bounds() {
        CursorBounds bounds = server.bounds().get();
        if (settings.nulls() == NullCursor.FAIL && bounds.nulls() > 0) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.CURSOR_NULL,
                    "Expected every row to have a value in the cursor '" + column.name() + "', but " + bounds.nulls()
                            + " have none. Set null_cursor: include to read them each time, or ignore to leave them out.");
        }
        return bounds;
    }

    private BridgeException notVisible() {
        return new BridgeException.RemotePermanent(
                ErrorCode.TRANSACTIONS_NOT_VISIBLE,
                "Expected to see the server's open transactions, without which rows could be missed that are committed late,"
                        + " but the login lacks the right. GRANT VIEW SERVER STATE to it (from SQL Server 2022 on, VIEW SERVER"
                        + " PERFORMANCE STATE)"
                        + (column.type().isTemporal() ? ", or set lag, for a stream that merges." : "."));
    }

    private BridgeException movedBack(Position from, String found) {
        return new BridgeException.RemotePermanent(
                ErrorCode.CURSOR_MOVED_BACK,
                "Expected the cursor '" + column.name() + "' to go on from "
                        + from.value().map(CursorValue::text).orElse("its begin") + ", but " + found
                        + ": new rows could have older values, and would be missed. If it is right, reset the stream, which reads"
                        + " all rows again.");
    }

    /**
     * The clock by which a column's times are written.
     *
     * @param zone empty for a column whose values have an offset of their own, which are compared in UTC
     */
    record WallClock(Optional<CursorZone> zone) {

        /**
         * The time below which the clock never comes again: mostly what it shows at the instant, but in the hour before it is set back the time
         * to which it will be set. The rules of the server's own zone are not known.
         *
         * @param now when the server was asked, which says how far its clock is from UTC
         */
        LocalDateTime at(Instant instant, Moment now) {
            if (zone.isEmpty()) {
                return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
            }
            return zone.get() instanceof CursorZone.Named named
                    ? at(instant, named.zone())
                    : LocalDateTime.ofInstant(instant, now.offset());
        }

        private static LocalDateTime at(Instant instant, ZoneId zone) {
            LocalDateTime time = LocalDateTime.ofInstant(instant, zone);
            ZoneOffsetTransition next = zone.getRules().nextTransition(instant);
            boolean setBack =
                    next != null && next.isOverlap() && next.getDateTimeAfter().isBefore(time);
            return setBack ? next.getDateTimeAfter() : time;
        }
    }
}
