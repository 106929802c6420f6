package io.github.sqldatabricks.bridge.airbyte.record;

import io.github.sqldatabricks.bridge.airbyte.record.ValueWriter.ValueChange;
import java.time.LocalDate;

/**
 * Days and moments as RFC 3339 text, without any time zone of the machine; years before 1 have {@code BC} at the end. Years that need
 * more than four digits have no such text: null stands for them.
 *
 * @see <a href="https://docs.airbyte.com/understanding-airbyte/supported-data-types">Airbyte's types</a>
 */
final class JsonTime {

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3600;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int YEAR_DIGITS = 4;
    private static final int LAST_YEAR = 9999;
    private static final int FRACTION_DIGITS = 6;
    private static final String ERA_BEFORE = " BC";

    private JsonTime() {}

    /** Writes {@code "2026-01-31"}. */
    static ValueChange date(JsonBuffer out, long epochDay) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        if (isUnwritable(date)) {
            return nulled(out);
        }
        out.raw('"');
        day(out, date);
        return ended(out, date);
    }

    /** Writes {@code "2026-01-31T12:00:00.000001"}, with {@code Z} for an instant. */
    static ValueChange moment(JsonBuffer out, long epochMicros, boolean instant) {
        long epochSecond = Math.floorDiv(epochMicros, MICROS_PER_SECOND);
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(epochSecond, (long) SECONDS_PER_DAY));
        if (isUnwritable(date)) {
            return nulled(out);
        }
        out.raw('"');
        day(out, date);
        out.raw('T');
        time(out, (int) Math.floorMod(epochSecond, (long) SECONDS_PER_DAY));
        out.raw('.');
        out.digits(Math.floorMod(epochMicros, MICROS_PER_SECOND), FRACTION_DIGITS);
        if (instant) {
            out.raw('Z');
        }
        return ended(out, date);
    }

    private static void day(JsonBuffer out, LocalDate date) {
        out.digits(yearOfEra(date), YEAR_DIGITS);
        out.raw('-');
        out.digits(date.getMonthValue(), 2);
        out.raw('-');
        out.digits(date.getDayOfMonth(), 2);
    }

    private static void time(JsonBuffer out, int second) {
        out.digits(second / SECONDS_PER_HOUR, 2);
        out.raw(':');
        out.digits(second % SECONDS_PER_HOUR / SECONDS_PER_MINUTE, 2);
        out.raw(':');
        out.digits(second % SECONDS_PER_MINUTE, 2);
    }

    private static ValueChange ended(JsonBuffer out, LocalDate date) {
        if (date.getYear() < 1) {
            out.raw(ERA_BEFORE);
        }
        out.raw('"');
        return ValueChange.NONE;
    }

    private static ValueChange nulled(JsonBuffer out) {
        out.nothing();
        return ValueChange.NULLED;
    }

    private static boolean isUnwritable(LocalDate date) {
        return yearOfEra(date) > LAST_YEAR;
    }

    /** Year 0 is 1 BC. */
    private static int yearOfEra(LocalDate date) {
        return date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
    }
}
