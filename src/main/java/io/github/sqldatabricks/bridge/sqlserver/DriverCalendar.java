package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.RefusedValue;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.TimeZone;

/**
 * Undoes what mssql-jdbc does to old dates where it passes through {@link GregorianCalendar} (datetimeoffset, and dates
 * in a sql_variant): it reads year, month and day, which SQL Server means in the proleptic Gregorian calendar, as the
 * Julian calendar before 1582-10-15. Measured with driver 13.6.2.
 */
final class DriverCalendar {

    private static final long MILLIS_PER_SECOND = 1000;
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final long SECONDS_PER_DAY = 86_400;

    private static final long GREGORIAN_FROM = millis(LocalDate.of(1582, 10, 15));
    /** The ten days that the Julian calendar lacks come out as the ten after them; nothing tells them apart. */
    private static final long UNAMBIGUOUS_FROM = millis(LocalDate.of(1582, 10, 25));

    private DriverCalendar() {}

    /**
     * Seconds since 1970-01-01T00:00 in the proleptic Gregorian calendar.
     *
     * @param column the column's name, for messages
     * @param driverMillis what the driver's Timestamp says
     * @throws RefusedValue from 1582-10-15 to 1582-10-24, where the driver's value has two meanings
     */
    static long epochSecond(String column, long driverMillis) {
        if (driverMillis >= UNAMBIGUOUS_FROM) {
            return Math.floorDiv(driverMillis, MILLIS_PER_SECOND);
        }
        if (driverMillis >= GREGORIAN_FROM) {
            throw new RefusedValue(
                    ErrorCode.AMBIGUOUS_DATE,
                    "column '" + column + "' holds a date from 1582-10-05 to 1582-10-24 UTC, which SQL Server's driver"
                            + " can't tell apart. CAST the column to nvarchar(40) in the query.");
        }
        long secondOfDay = Math.floorMod(driverMillis, MILLIS_PER_DAY) / MILLIS_PER_SECOND;
        return prolepticDay(driverMillis) * SECONDS_PER_DAY + secondOfDay;
    }

    private static long prolepticDay(long driverMillis) {
        GregorianCalendar julian = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
        julian.setTimeInMillis(driverMillis);
        LocalDate shown = LocalDate.of(
                julian.get(Calendar.YEAR), julian.get(Calendar.MONTH) + 1, julian.get(Calendar.DAY_OF_MONTH));
        return shown.toEpochDay();
    }

    private static long millis(LocalDate date) {
        return date.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    }
}
