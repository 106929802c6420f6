package io.github.sqldatabricks.bridge.replication.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.Cursor;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.CursorZone;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.Lookback;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.NullCursor;
import io.github.sqldatabricks.bridge.replication.change.ChangeWindows.RowversionWindows;
import io.github.sqldatabricks.bridge.replication.change.CursorWindows.CursorBounds;
import io.github.sqldatabricks.bridge.replication.change.SourceClock.Moment;
import io.github.sqldatabricks.bridge.replication.change.SourceClock.OpenWriters;
import io.github.sqldatabricks.bridge.replication.change.SourceClock.Rowversions;
import io.github.sqldatabricks.bridge.replication.change.Window.Completeness;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How far a cursor is read, case by case. Catches a completeness that says more than is known, rows without a value that nobody counts, a
 * clock that went back unnoticed, and a stream that stands still without need.
 */
class CursorWindowsTest {

    private static final CursorType TIME = CursorType.of("c", "datetime2(7)");
    private static final CursorType NUMBER = CursorType.of("c", "bigint");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Deque<Moment> moments = new ArrayDeque<>();
    private final List<Duration> pauses = new ArrayList<>();
    private CursorZone zone = new CursorZone.Named(ZoneOffset.UTC);
    private Optional<Duration> lag = Optional.empty();
    private Optional<Lookback> lookback = Optional.empty();
    private NullCursor nulls = NullCursor.FAIL;
    private boolean merged = true;
    private long withoutValue;

    @Test
    void aWindowEndsBelowTheOldestOpenTransaction() {
        moments.add(open(NOON, NOON.minusSeconds(600)));
        Window window = next(TIME, "2026-03-01 11:00:00.0000000", "2026-03-01 12:00:00.0000000");
        assertEquals(
                slice(TIME, "2026-03-01 11:00:00.0000000", "2026-03-01 11:49:54.9999999", Completeness.HORIZON),
                window);
    }

    @Test
    void aWindowEndsAtTheNewestValueWhenNothingIsOpen() {
        moments.add(quiet(NOON));
        assertEquals(
                slice(TIME, "2026-03-01 11:00:00.0000000", "2026-03-01 11:30:00.1234567", Completeness.HORIZON),
                next(TIME, "2026-03-01 11:00:00.0000000", "2026-03-01 11:30:00.1234567"));
    }

    @Test
    void whatIsNewerThanTheMarginWaits() {
        moments.add(quiet(NOON));
        assertEquals(
                slice(TIME, "2026-03-01 11:00:00.0000000", "2026-03-01 11:59:54.9999999", Completeness.HORIZON),
                next(TIME, "2026-03-01 11:00:00.0000000", "2030-01-01 00:00:00.0000000"));
    }

    @Test
    void aTransactionOfAClockThatRanAheadDoesNotMoveTheEnd() {
        moments.add(open(NOON, NOON.plusSeconds(3600)));
        assertEquals(
                slice(TIME, "2026-03-01 11:00:00.0000000", "2026-03-01 11:59:54.9999999", Completeness.HORIZON),
                next(TIME, "2026-03-01 11:00:00.0000000", "2026-03-01 12:00:00.0000000"));
    }

    @Test
    void nothingNewIsNotRead() {
        moments.add(quiet(NOON));
        Window window = next(TIME, "2026-03-01 11:00:00.0000000", "2026-03-01 11:00:00.0000000");
        assertEquals(new Window.Nothing(Completeness.HORIZON, position(TIME, "2026-03-01 11:00:00.0000000")), window);
    }

    @Test
    void aTransactionThatStaysOpenHoldsTheStreamAndLosesNothing() {
        String held = "2026-03-01 11:49:54.9999999";
        for (int window = 0; window < 3; window++) {
            moments.add(open(NOON.plusSeconds(window * 60L), NOON.minusSeconds(600)));
            assertEquals(
                    new Window.Nothing(Completeness.HORIZON, position(TIME, held)),
                    next(TIME, held, "2026-03-01 12:00:00.0000000"));
        }
    }

    @Test
    void rowsThatWereDeletedAtTheEndAreNoClockThatWentBack() {
        moments.add(quiet(NOON));
        Window window = next(TIME, "2026-03-01 11:00:00.0000000", "2026-03-01 10:00:00.0000000");
        assertEquals(new Window.Nothing(Completeness.HORIZON, position(TIME, "2026-03-01 11:00:00.0000000")), window);
    }

    @Test
    void aClockThatWasSetBackIsNoticed() {
        moments.add(quiet(NOON.minusSeconds(3600)));
        BridgeException failure = assertThrows(
                BridgeException.RemotePermanent.class,
                () -> next(TIME, "2026-03-01 11:59:00.0000000", "2026-03-01 11:59:00.0000000"));
        assertEquals(ErrorCode.CURSOR_MOVED_BACK, failure.error());
        assertTrue(failure.getMessage().contains("2026-03-01 11:00:00"), failure::getMessage);
    }

    @Test
    void withoutTheRightToSeeTransactionsALagIsNeeded() {
        moments.add(blind(NOON));
        BridgeException failure = assertThrows(
                BridgeException.RemotePermanent.class,
                () -> next(TIME, "2026-03-01 11:00:00.0000000", "2026-03-01 12:00:00.0000000"));
        assertEquals(ErrorCode.TRANSACTIONS_NOT_VISIBLE, failure.error());

        lag = Optional.of(Duration.ofMinutes(10));
        lookback = span(Duration.ofHours(1));
        moments.add(blind(NOON));
        assertEquals(
                new Window.Slice(
                        Optional.of(value(TIME, "2026-03-01 10:00:00.0000000")),
                        value(TIME, "2026-03-01 11:49:54.9999999"),
                        false,
                        Completeness.LAG_BOUNDED,
                        position(TIME, "2026-03-01 11:49:54.9999999")),
                next(TIME, "2026-03-01 11:00:00.0000000", "2026-03-01 12:00:00.0000000"));
    }

    @Test
    void theRightToSeeTransactionsIsUsedWhereThereIsALagToo() {
        lag = Optional.of(Duration.ofMinutes(10));
        moments.add(quiet(NOON));
        assertEquals(
                Completeness.HORIZON,
                next(TIME, "2026-03-01 11:00:00.0000000", "2026-03-01 11:30:00.0000000")
                        .completeness());
    }

    @Test
    void aLookbackReadsAgainThoughNothingIsNew() {
        lookback = span(Duration.ofMinutes(30));
        moments.add(quiet(NOON));
        assertEquals(
                new Window.Slice(
                        Optional.of(value(TIME, "2026-03-01 10:30:00.0000000")),
                        value(TIME, "2026-03-01 11:00:00.0000000"),
                        false,
                        Completeness.HORIZON,
                        position(TIME, "2026-03-01 11:00:00.0000000")),
                next(TIME, "2026-03-01 11:00:00.0000000", "2026-03-01 11:00:00.0000000"));
    }

    @Test
    void whatIsNotMergedIsNeverReadAgain() {
        merged = false;
        lookback = span(Duration.ofMinutes(30));
        assertContradiction(() -> next(TIME, null, null));
        lookback = Optional.empty();
        nulls = NullCursor.INCLUDE;
        assertContradiction(() -> next(TIME, null, null));
    }

    @Test
    void rowsWithoutAValueFailTheStreamUnlessItIsSaidWhatToDoWithThem() {
        withoutValue = 3;
        moments.add(quiet(NOON));
        BridgeException failure = assertThrows(
                BridgeException.RemotePermanent.class, () -> next(TIME, null, "2026-03-01 11:00:00.0000000"));
        assertEquals(ErrorCode.CURSOR_NULL, failure.error());
        assertTrue(failure.getMessage().contains("3 have none"), failure::getMessage);

        nulls = NullCursor.INCLUDE;
        moments.add(quiet(NOON));
        Window again = next(TIME, "2026-03-01 11:00:00.0000000", "2026-03-01 11:00:00.0000000");
        assertTrue(((Window.Slice) again).nulls());

        nulls = NullCursor.IGNORE;
        moments.add(quiet(NOON));
        assertEquals(
                new Window.Everything(false, Completeness.HORIZON, position(TIME, "2026-03-01 11:00:00.0000000")),
                next(TIME, null, "2026-03-01 11:00:00.0000000"));
    }

    @Test
    void theFirstReadTakesAllRowsWhereTheyAreMerged() {
        moments.add(open(NOON, NOON.minusSeconds(600)));
        assertEquals(
                new Window.Everything(true, Completeness.HORIZON, position(TIME, "2026-03-01 11:49:54.9999999")),
                next(TIME, null, "2026-03-01 12:00:00.0000000"));
    }

    @Test
    void theFirstReadEndsAtThePositionWhereRowsAreNotMerged() {
        merged = false;
        moments.add(open(NOON, NOON.minusSeconds(600)));
        assertEquals(
                slice(TIME, null, "2026-03-01 11:49:54.9999999", Completeness.HORIZON),
                next(TIME, null, "2026-03-01 12:00:00.0000000"));
    }

    @Test
    void anEmptyTableIsReadAgainAsAWhole() {
        moments.add(quiet(NOON));
        assertEquals(new Window.Everything(true, Completeness.HORIZON, position(TIME, null)), next(TIME, null, null));
        merged = false;
        moments.add(quiet(NOON));
        assertEquals(new Window.Nothing(Completeness.HORIZON, position(TIME, null)), next(TIME, null, null));
    }

    @Test
    void aNumberWaitsForTheTransactionsThatWereOpenAndForNoOthers() {
        moments.add(open(NOON, NOON, 7, 8));
        moments.add(open(NOON, NOON, 8, 9));
        moments.add(open(NOON, NOON, 9, 10));
        assertEquals(slice(NUMBER, "100", "120", Completeness.DRAINED), next(NUMBER, "100", "120"));
        assertEquals(List.of(CursorWindows.POLL, CursorWindows.POLL), pauses);
    }

    @Test
    void aNumberStaysWhereItIsWhileTransactionsDontEnd() {
        for (int look = 0; look < 10; look++) {
            moments.add(open(NOON, NOON, 7));
        }
        assertEquals(new Window.Nothing(Completeness.DRAINED, position(NUMBER, "100")), next(NUMBER, "100", "120"));
        assertEquals(4, pauses.size());
    }

    @Test
    void aNumberThatIsNotNewAsksForNoTransactions() {
        assertEquals(new Window.Nothing(Completeness.DRAINED, position(NUMBER, "100")), next(NUMBER, "100", "100"));
    }

    @Test
    void aNumberLooksBackByStepsAndToItsTypesLeast() {
        lookback = Optional.of(new Lookback.Steps(30));
        moments.add(quiet(NOON));
        Window.Slice slice = (Window.Slice) next(NUMBER, "100", "120");
        assertEquals(Optional.of(value(NUMBER, "70")), slice.after());
        lookback = Optional.of(new Lookback.Steps(Long.MAX_VALUE));
        CursorType type = CursorType.of("c", "tinyint");
        assertEquals(Optional.empty(), ((Window.Slice) next(type, "100", "100")).after());
        lookback = span(Duration.ofDays(1));
        assertContradiction(() -> next(NUMBER, "100", "120"));
    }

    @Test
    void numbersThatBeginAnewAreNoticed() {
        for (String newest : Arrays.asList("99", null)) {
            BridgeException failure =
                    assertThrows(BridgeException.RemotePermanent.class, () -> next(NUMBER, "100", newest));
            assertEquals(ErrorCode.CURSOR_MOVED_BACK, failure.error());
        }
    }

    @Test
    void aNumberNeedsToSeeTransactions() {
        moments.add(blind(NOON));
        BridgeException failure = assertThrows(BridgeException.RemotePermanent.class, () -> next(NUMBER, "100", "120"));
        assertEquals(ErrorCode.TRANSACTIONS_NOT_VISIBLE, failure.error());
        lag = Optional.of(Duration.ofMinutes(1));
        assertContradiction(() -> next(NUMBER, "100", "120"));
    }

    @ParameterizedTest
    @CsvSource({
        "UTC, 2026-03-01T12:00:00Z, 2026-03-01 11:59:54.9999999",
        "America/La_Paz, 2026-03-01T12:00:00Z, 2026-03-01 07:59:54.9999999",
        "Europe/Zurich, 2026-07-01T12:00:00Z, 2026-07-01 13:59:54.9999999",
        // Clocks go from 03:00 to 02:00 at 01:00 UTC: from 02:00 on, nothing is sure until it is over.
        "Europe/Zurich, 2026-10-24T23:59:00Z, 2026-10-25 01:58:54.9999999",
        "Europe/Zurich, 2026-10-25T00:30:00Z, 2026-10-25 01:59:59.9999999",
        "Europe/Zurich, 2026-10-25T01:30:00Z, 2026-10-25 02:29:54.9999999",
    })
    void wallClocksAreReadInTheirZone(String name, Instant now, String end) {
        zone = new CursorZone.Named(ZoneId.of(name));
        moments.add(quiet(now));
        assertEquals(
                slice(TIME, "2026-01-01 00:00:00.0000000", end, Completeness.HORIZON),
                next(TIME, "2026-01-01 00:00:00.0000000", "2030-01-01 00:00:00.0000000"));
    }

    @Test
    void theServersOwnZoneIsAsFarFromUtcAsItsClock() {
        zone = new CursorZone.Server();
        moments.add(new Moment(NOON, ZoneOffset.ofHours(-4), Optional.of(new OpenWriters(Set.of(), Optional.empty()))));
        assertEquals(
                slice(TIME, "2026-03-01 07:00:00.0000000", "2026-03-01 07:59:54.9999999", Completeness.HORIZON),
                next(TIME, "2026-03-01 07:00:00.0000000", "2030-01-01 00:00:00.0000000"));
    }

    @Test
    void anInstantNeedsNoZone() {
        CursorType type = CursorType.of("c", "datetimeoffset(0)");
        moments.add(quiet(NOON));
        assertEquals(
                slice(type, "2026-03-01 11:00:00 +00:00", "2026-03-01 11:59:54 +00:00", Completeness.HORIZON),
                next(type, "2026-03-01 11:00:00 +00:00", "2026-03-01 21:59:59 +09:00"));
    }

    @Test
    void rowversionsEndBelowTheLeastThatIsActive() {
        Position from = new Position(
                1, "rv", CursorType.ROWVERSION, Optional.empty(), Optional.of(CursorValue.rowversion(100)));
        Window.Slice slice = (Window.Slice) RowversionWindows.next(from, new Rowversions(121, 150), true);
        assertEquals(CursorValue.rowversion(120), slice.upTo());
        assertEquals(Completeness.ROWVERSION, slice.completeness());
        assertEquals(
                new Window.Nothing(Completeness.ROWVERSION, slice.next()),
                RowversionWindows.next(slice.next(), new Rowversions(121, 160), true));
    }

    @Test
    void aDatabaseThatWasRestoredHasLostThePosition() {
        Position from = new Position(
                1, "rv", CursorType.ROWVERSION, Optional.empty(), Optional.of(CursorValue.rowversion(100)));
        for (Rowversions now : List.of(new Rowversions(100, 99), new Rowversions(100, 150))) {
            BridgeException failure =
                    assertThrows(BridgeException.RemotePermanent.class, () -> RowversionWindows.next(from, now, true));
            assertEquals(ErrorCode.POSITION_LOST, failure.error());
        }
    }

    private static void assertContradiction(Executable work) {
        BridgeException failure = assertThrows(BridgeException.Conflict.class, work);
        assertEquals(ErrorCode.STREAM_SETTINGS_CONTRADICT, failure.error());
    }

    private static Optional<Lookback> span(Duration length) {
        return Optional.of(new Lookback.Span(length));
    }

    private Cursor settings(CursorType type) {
        return new Cursor(
                "c",
                type.needsZone() ? Optional.of(zone) : Optional.empty(),
                Duration.ofSeconds(5),
                lag,
                lookback,
                nulls,
                CursorWindows.POLL.multipliedBy(4));
    }

    private Window next(CursorType type, String from, String newest) {
        CursorWindows.Server server = new CursorWindows.Server(
                moments::remove,
                () -> new CursorBounds(Optional.ofNullable(newest).map(text -> value(type, text)), withoutValue),
                pauses::add);
        return new CursorWindows(new CursorColumn("c", type, true), settings(type), merged, server)
                .next(position(type, from));
    }

    private static CursorValue value(CursorType type, String text) {
        return CursorValue.of(type, text);
    }

    private static Position position(CursorType type, String text) {
        return new Position(
                1, "c", type, Optional.empty(), Optional.ofNullable(text).map(known -> value(type, known)));
    }

    private static Window slice(CursorType type, String after, String upTo, Completeness completeness) {
        return new Window.Slice(
                position(type, after).value(), value(type, upTo), false, completeness, position(type, upTo));
    }

    private static Moment quiet(Instant now) {
        return new Moment(now, ZoneOffset.UTC, Optional.of(new OpenWriters(Set.of(), Optional.empty())));
    }

    private static Moment open(Instant now, Instant begin, long... transactions) {
        Set<Long> ids = new HashSet<>();
        Arrays.stream(transactions.length == 0 ? new long[] {1} : transactions).forEach(ids::add);
        return new Moment(now, ZoneOffset.UTC, Optional.of(new OpenWriters(ids, Optional.of(begin))));
    }

    private static Moment blind(Instant now) {
        return new Moment(now, ZoneOffset.UTC, Optional.empty());
    }
}
