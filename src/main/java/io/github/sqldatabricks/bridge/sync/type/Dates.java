package io.github.sqldatabricks.bridge.sync.type;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.TargetType;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;

/** date and time. */
final class Dates {

    private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
    private static final int NANO_DIGITS = 9;

    private Dates() {}

    static TargetType date(DeclaredType declared) {
        return CheckedType.of(declared).taking(ColumnType.Date.class, source -> Values.longs(Dates::day));
    }

    /**
     * The day, in the proleptic Gregorian calendar as SQL Server counts.
     *
     * @param epochDay days since 1970-01-01
     */
    static LocalDate day(long epochDay) {
        if (epochDay < FIRST_DAY || epochDay > LAST_DAY) {
            throw Values.refused("a date from 0001-01-01 to 9999-12-31");
        }
        return LocalDate.ofEpochDay(epochDay);
    }

    /** Databricks has no such type, so its values are text. */
    static TargetType time(DeclaredType declared) {
        long unit = powerOfTen(NANO_DIGITS - declared.scale());
        String expected = "a time such as 23:59:59, its second with at most " + declared.scale() + " fractional digits";
        return CheckedType.of(declared)
                .taking(ColumnType.Text.class, source -> Values.text(text -> time(text, unit, expected)));
    }

    private static Object time(String text, long unitNanos, String expected) {
        try {
            LocalTime time = LocalTime.parse(text);
            if (time.getNano() % unitNanos == 0) {
                return time;
            }
        } catch (DateTimeParseException e) {
            throw Values.refused(expected);
        }
        throw Values.refused(expected);
    }

    static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
