package io.github.sqldatabricks.bridge.jdbc;

import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Dates and times as SQL Server prints them (CONVERT style 121), with exactly the digits that the type has.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/functions/cast-and-convert-transact-sql">CAST and CONVERT</a>
 */
public final class TemporalText {

    private static final int MAX_DIGITS = 9;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int MINUTES_PER_HOUR = 60;

    private TemporalText() {}

    /** Such as {@code 23:59:59.9999999}. */
    public static String time(LocalTime value, int digits) {
        return appendTime(new StringBuilder(), value, digits).toString();
    }

    /** Such as {@code 0001-01-01 23:59:59.9999999}. */
    public static String timestamp(LocalDateTime value, int digits) {
        return appendTimestamp(new StringBuilder(), value, digits).toString();
    }

    /** Such as {@code 0001-01-01 23:59:59.9999999 +14:00}. */
    public static String offset(OffsetDateTime value, int digits) {
        StringBuilder text = appendTimestamp(new StringBuilder(), value.toLocalDateTime(), digits);
        return appendOffset(text.append(' '), value.getOffset()).toString();
    }

    private static StringBuilder appendTimestamp(StringBuilder text, LocalDateTime value, int digits) {
        return appendTime(text.append(value.toLocalDate()).append(' '), value.toLocalTime(), digits);
    }

    private static StringBuilder appendTime(StringBuilder text, LocalTime value, int digits) {
        appendTwo(text, value.getHour()).append(':');
        appendTwo(text, value.getMinute()).append(':');
        appendTwo(text, value.getSecond());
        return digits == 0 ? text : appendFraction(text.append('.'), value.getNano(), digits);
    }

    private static StringBuilder appendFraction(StringBuilder text, int nanos, int digits) {
        int divisor = 1;
        for (int digit = digits; digit < MAX_DIGITS; digit++) {
            divisor *= 10;
        }
        String shown = Integer.toString(nanos / divisor);
        return text.append("0".repeat(digits - shown.length())).append(shown);
    }

    private static StringBuilder appendOffset(StringBuilder text, ZoneOffset offset) {
        int minutes = offset.getTotalSeconds() / SECONDS_PER_MINUTE;
        text.append(minutes < 0 ? '-' : '+');
        appendTwo(text, Math.abs(minutes) / MINUTES_PER_HOUR).append(':');
        return appendTwo(text, Math.abs(minutes) % MINUTES_PER_HOUR);
    }

    private static StringBuilder appendTwo(StringBuilder text, int number) {
        return (number < 10 ? text.append('0') : text).append(number);
    }
}
