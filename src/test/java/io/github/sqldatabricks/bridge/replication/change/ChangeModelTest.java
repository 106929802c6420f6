package io.github.sqldatabricks.bridge.replication.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sqldatabricks.bridge.replication.ChangeSettings.Cursor;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.CursorZone;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.Lookback;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.NullCursor;
import io.github.sqldatabricks.bridge.replication.change.ChangeWindows.RowversionWindows;
import io.github.sqldatabricks.bridge.replication.change.Window.Completeness;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Windows against a database in which transactions are open while windows are settled and read, over thousands of random schedules.
 * Catches a window that ends above what an open transaction may still bring, two windows that read one row, and a row that none reads.
 * Failures name their seed.
 */
class ChangeModelTest {

    private static final int SCHEDULES = Integer.getInteger("bridge.model.schedules", 400);
    private static final int WINDOWS = 12;
    private static final String COLUMN = "changed_at";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "datetime2(7)",
                "datetime2(3)",
                "datetime2(0)",
                "datetime",
                "smalldatetime",
                "date",
                "datetimeoffset(7)",
                "int",
                "bigint",
                "decimal(18,0)"
            })
    void rowsThatNeverChangeAreReadOnceEach(String declared) {
        CursorType type = CursorType.of(COLUMN, declared);
        int held = 0;
        for (long seed = 0; seed < SCHEDULES; seed++) {
            Schedule schedule = new Schedule(seed, type, false);
            schedule.run(schedule::next);
            held += schedule.database.held();
        }
        assertTrue(held > SCHEDULES / 2, "only " + held + " transactions were open over three windows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"datetime2(7)", "datetime", "smalldatetime", "date", "datetimeoffset(0)", "bigint"})
    void rowsThatChangeAreLikeTheSourceInTheEnd(String declared) {
        CursorType type = CursorType.of(COLUMN, declared);
        for (long seed = 0; seed < SCHEDULES; seed++) {
            Schedule schedule = new Schedule(seed, type, true);
            schedule.run(schedule::next);
        }
    }

    /** C5: whoever asks for a window again, as after a lost answer, reads nothing that is behind it, and loses nothing of it. */
    @ParameterizedTest
    @ValueSource(strings = {"datetime2(7)", "smalldatetime", "bigint"})
    void aWindowThatIsReadTwiceBringsTheSame(String declared) {
        CursorType type = CursorType.of(COLUMN, declared);
        for (long seed = 0; seed < SCHEDULES; seed++) {
            Schedule schedule = new Schedule(seed, type, true);
            schedule.run(from -> {
                Window window = schedule.next(from);
                Map<Integer, CursorValue> first = schedule.database.read(window);
                schedule.database.live();
                Map<Integer, CursorValue> again = schedule.database.read(window);
                requireSame(window, first, again, schedule);
                return window;
            });
        }
    }

    /** Rows that have moved on meanwhile are in a later window; no other one may be missing or new. */
    private static void requireSame(
            Window window, Map<Integer, CursorValue> first, Map<Integer, CursorValue> again, Schedule schedule) {
        if (window instanceof Window.Everything) {
            return;
        }
        first.forEach((row, value) -> assertTrue(
                value.equals(again.get(row))
                        || schedule.database.committed().get(row).compareTo(value) > 0,
                () -> "seed " + schedule.seed + ": row " + row + " is gone from its window"));
        again.forEach((row, value) -> assertEquals(
                value,
                first.get(row),
                () -> "seed " + schedule.seed + ": row " + row + " is new in a window that was read"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowversionsMissNothing(boolean updates) {
        for (long seed = 0; seed < SCHEDULES; seed++) {
            Schedule schedule = new Schedule(seed, CursorType.ROWVERSION, updates);
            schedule.run(from -> RowversionWindows.next(from, schedule.database.rowversions(), updates));
        }
    }

    @Test
    void whereTransactionsCantBeSeenALookbackFindsWhatComesLate() {
        CursorType type = CursorType.of(COLUMN, "datetime2(7)");
        Cursor settings = settings(
                type, Optional.of(Duration.ofSeconds(30)), Optional.of(new Lookback.Span(Duration.ofDays(30))));
        for (long seed = 0; seed < SCHEDULES; seed++) {
            Schedule schedule = new Schedule(seed, type, settings, true);
            schedule.run(from -> {
                Window window = schedule.planner(false).next(from);
                assertEquals(Completeness.LAG_BOUNDED, window.completeness());
                return window;
            });
        }
    }

    /** What others do; it must not pass, or this test could not fail. */
    @ParameterizedTest
    @ValueSource(strings = {"datetime2(7)", "bigint"})
    void readingUpToTheNewestValueLosesRows(String declared) {
        CursorType type = CursorType.of(COLUMN, declared);
        assertThrows(AssertionError.class, () -> {
            for (long seed = 0; seed < SCHEDULES; seed++) {
                Schedule schedule = new Schedule(seed, type, false);
                schedule.run(schedule::naive);
            }
        });
    }

    private static Cursor settings(CursorType type, Optional<Duration> lag, Optional<Lookback> lookback) {
        Optional<CursorZone> zone =
                type.needsZone() ? Optional.of(new CursorZone.Named(ZoneOffset.UTC)) : Optional.empty();
        return new Cursor(COLUMN, zone, ModelDatabase.MARGIN, lag, lookback, NullCursor.FAIL, Duration.ofSeconds(3));
    }

    /** One schedule of transactions and windows. */
    private static final class Schedule {
        private final long seed;
        private final CursorColumn column;
        private final Cursor settings;
        private final boolean merged;
        private final ModelDatabase database;
        private final Map<Integer, CursorValue> target = new HashMap<>();

        private Schedule(long seed, CursorType type, boolean merged) {
            this(seed, type, settings(type, Optional.empty(), Optional.empty()), merged);
        }

        private Schedule(long seed, CursorType type, Cursor settings, boolean merged) {
            this.seed = seed;
            this.merged = merged;
            this.column = new CursorColumn(COLUMN, type, false);
            this.settings = settings;
            Random random = new Random(seed);
            Duration pause = switch (type.sql().kind()) {
                case DATE -> Duration.ofHours(9);
                case SMALLDATETIME -> Duration.ofSeconds(50);
                default -> Duration.ofSeconds(3);
            };
            this.database = new ModelDatabase(random, type, pause, merged);
        }

        private CursorWindows planner(boolean transactionsVisible) {
            return new CursorWindows(column, settings, merged, database.server(transactionsVisible));
        }

        private Window next(Position from) {
            Window window = planner(true).next(from);
            if (column.type().isTemporal() && window instanceof Window.Slice slice) {
                requireBelowWriters(slice.upTo());
            }
            return window;
        }

        /** C2 of the design, at the moment before the rows are read. */
        private void requireBelowWriters(CursorValue end) {
            database.oldestOfWriters().forEach(begin -> {
                CursorValue begun = CursorValue.at(
                        column.type(), column.type().floor(LocalDateTime.ofInstant(begin, ZoneOffset.UTC)));
                assertTrue(
                        end.compareTo(begun) < 0,
                        () -> "seed " + seed + ": a window ends at " + end
                                + ", and an open transaction has values from " + begin);
            });
        }

        private Window naive(Position from) {
            Optional<CursorValue> newest = database.server(true).bounds().get().newest();
            return newest.<Window>map(value ->
                            new Window.Slice(from.value(), value, false, Completeness.HORIZON, from.at(newest)))
                    .orElseGet(() -> new Window.Nothing(Completeness.HORIZON, from));
        }

        private void run(Planner planner) {
            Position position = Position.start(1, column);
            for (int i = 0; i < WINDOWS; i++) {
                database.live();
                position = read(planner.next(position));
            }
            database.settle();
            position = read(planner.next(position));
            read(planner.next(position));
            assertEquals(database.committed(), target, () -> "seed " + seed);
        }

        private Position read(Window window) {
            database.read(window).forEach((row, value) -> {
                CursorValue before = target.put(row, value);
                if (!merged) {
                    assertNull(before, () -> "seed " + seed + ": row " + row + " was read twice");
                }
            });
            return Position.read(window.next().json());
        }
    }

    @FunctionalInterface
    private interface Planner {
        Window next(Position from);
    }
}
