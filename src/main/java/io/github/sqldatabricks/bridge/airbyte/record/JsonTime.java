package io.github.sqldatabricks.bridge.airbyte.record;

import java.time.LocalDate;

/**
 * Days and moments as ISO 8601 text, without any time zone of the machine.
 *
 * @see <a href="https://docs.airbyte.com/understanding-airbyte/supported-data-types">Airbyte's types</a>
 */
final class JsonTime {

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3600;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int YEAR_DIGITS = 4;
    private static final int LAST_PLAIN_YEAR = 9999;
    private static final int FRACTION_DIGITS = 6;

    private JsonTime() {}

    /** Writes {@code "2026-01-31"}. */
    static void date(JsonBuffer out, long epochDay) {
        out.raw('"');
        day(out, epochDay);
        out.raw('"');
    }

    /** Writes {@code "2026-01-31T12:00:00.000001"}, and {@code Z} before the last quote for an instant. */
    static void moment(JsonBuffer out, long epochMicros, boolean instant) {
        long epochSecond = Math.floorDiv(epochMicros, MICROS_PER_SECOND);
        int second = (int) Math.floorMod(epochSecond, (long) SECONDS_PER_DAY);
        out.raw('"');
        day(out, Math.floorDiv(epochSecond, (long) SECONDS_PER_DAY));
        out.raw('T');
        out.digits(second / SECONDS_PER_HOUR, 2);
        out.raw(':');
        out.digits(second % SECONDS_PER_HOUR / SECONDS_PER_MINUTE, 2);
        out.raw(':');
        out.digits(second % SECONDS_PER_MINUTE, 2);
        out.raw('.');
        out.digits(Math.floorMod(epochMicros, MICROS_PER_SECOND), FRACTION_DIGITS);
        if (instant) {
            out.raw('Z');
        }
        out.raw('"');
    }

    private static void day(JsonBuffer out, long epochDay) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        int year = date.getYear();
        if (year < 0 || year > LAST_PLAIN_YEAR) {
            out.raw(date.toString());
            return;
        }
        out.digits(year, YEAR_DIGITS);
        out.raw('-');
        out.digits(date.getMonthValue(), 2);
        out.raw('-');
        out.digits(date.getDayOfMonth(), 2);
    }
}
