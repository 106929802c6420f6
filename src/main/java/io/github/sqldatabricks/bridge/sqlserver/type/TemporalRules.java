package io.github.sqldatabricks.bridge.sqlserver.type;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.function.LongPredicate;

/** What columns of dates and times take. Nothing is rounded. */
final class TemporalRules {

    private static final int MICRO_DIGITS = 6;
    private static final long MICROS_PER_MILLI = 1000;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
    private static final int NANOS_PER_MICRO = 1000;

    private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
    private static final int NANO_DIGITS = 9;

    private static final String FIRST = "0001-01-01T00:00:00";
    private static final String LAST = "9999-12-31T23:59:59.999999";

    private TemporalRules() {}

    static TargetType date(DeclaredType declared) {
        return CheckedType.of(declared).takingLongs(ColumnType.Kind.DATE, TemporalRules::day);
    }

    /**
     * The day, in the proleptic Gregorian calendar as SQL Server counts.
     *
     * @param epochDay days since 1970-01-01
     */
    private static LocalDate day(long epochDay) {
        if (epochDay < FIRST_DAY || epochDay > LAST_DAY) {
            throw CheckedType.refused("a date from 0001-01-01 to 9999-12-31");
        }
        return LocalDate.ofEpochDay(epochDay);
    }

    /** Databricks has no such type, so its values are text. */
    static TargetType time(DeclaredType declared) {
        long unit = powerOfTen(NANO_DIGITS - declared.scale());
        String expected = "a time such as 23:59:59, its second with at most " + declared.scale() + " fractional digits";
        return CheckedType.of(declared).takingText(text -> time(text, unit, expected));
    }

    private static Object time(String text, long unitNanos, String expected) {
        try {
            LocalTime time = LocalTime.parse(text);
            if (time.getNano() % unitNanos == 0) {
                return time;
            }
        } catch (DateTimeParseException e) {
            throw CheckedType.refused(expected);
        }
        throw CheckedType.refused(expected);
    }

    private static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    static TargetType datetime2(DeclaredType declared) {
        return wallClock(declared, new Range(FIRST, LAST, digits(declared), digitsNeeded(declared)));
    }

    /** Counts 1/300 seconds, which it shows as .000, .003 and .007; these are what fits. */
    static TargetType datetime(DeclaredType declared) {
        return wallClock(
                declared,
                new Range(
                        "1753-01-01T00:00:00",
                        "9999-12-31T23:59:59.997",
                        TemporalRules::isTick,
                        "milliseconds that end in 0, 3 or 7"));
    }

    static TargetType smalldatetime(DeclaredType declared) {
        return wallClock(
                declared,
                new Range(
                        "1900-01-01T00:00:00",
                        "2079-06-06T23:59:00",
                        micros -> Math.floorMod(micros, MICROS_PER_MINUTE) == 0,
                        "no seconds"));
    }

    /** The value that is sent has the offset +00:00. */
    static TargetType datetimeoffset(DeclaredType declared) {
        Range range = new Range(FIRST, LAST, digits(declared), digitsNeeded(declared));
        return CheckedType.of(declared)
                .takingLongs(
                        ColumnType.Kind.INSTANT, micros -> range.check(micros).atOffset(ZoneOffset.UTC));
    }

    private static TargetType wallClock(DeclaredType declared, Range range) {
        return CheckedType.of(declared)
                .takingLongs(ColumnType.Kind.LOCAL_TIMESTAMP, range::check)
                .takingLongs(ColumnType.Kind.DATE, day -> range.check(micros(day(day).atStartOfDay())));
    }

    private static LongPredicate digits(DeclaredType declared) {
        long unit = powerOfTen(Math.max(0, MICRO_DIGITS - declared.scale()));
        return micros -> Math.floorMod(micros, unit) == 0;
    }

    private static String digitsNeeded(DeclaredType declared) {
        return "at most " + declared.scale() + " fractional digits of a second";
    }

    private static boolean isTick(long micros) {
        long lastDigit = Math.floorMod(micros / MICROS_PER_MILLI, 10L);
        return micros % MICROS_PER_MILLI == 0 && (lastDigit == 0 || lastDigit == 3 || lastDigit == 7);
    }

    private static long micros(LocalDateTime time) {
        return time.toEpochSecond(ZoneOffset.UTC) * MICROS_PER_SECOND + time.getNano() / NANOS_PER_MICRO;
    }

    /** Both ends belong to it. */
    private record Range(long least, long most, LongPredicate exact, String expected) {

        Range(String least, String most, LongPredicate exact, String needed) {
            this(
                    micros(LocalDateTime.parse(least)),
                    micros(LocalDateTime.parse(most)),
                    exact,
                    "a time from " + least + " to " + most + " with " + needed);
        }

        /** @param micros since 1970-01-01T00:00, proleptic Gregorian */
        LocalDateTime check(long micros) {
            if (micros < least || micros > most || !exact.test(micros)) {
                throw CheckedType.refused(expected);
            }
            int nanos = (int) Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO;
            return LocalDateTime.ofEpochSecond(Math.floorDiv(micros, MICROS_PER_SECOND), nanos, ZoneOffset.UTC);
        }
    }
}
