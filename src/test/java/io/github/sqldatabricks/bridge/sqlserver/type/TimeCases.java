package io.github.sqldatabricks.bridge.sqlserver.type;

import static io.github.sqldatabricks.bridge.sqlserver.type.TargetTypeCase.refused;
import static io.github.sqldatabricks.bridge.sqlserver.type.TargetTypeCase.taken;

import io.github.sqldatabricks.bridge.model.ColumnType;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * First, last and just outside of every type of dates and times; also moments that some zone skips or that the Julian
 * calendar counts in another way.
 */
final class TimeCases {

    private static final ColumnType DATE = new ColumnType.Date();
    private static final ColumnType CLOCK = new ColumnType.LocalTimestamp(6);
    private static final ColumnType INSTANT = new ColumnType.Instant(6);
    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

    private TimeCases() {}

    static Stream<TargetTypeCase> all() {
        return Stream.of(dates(), times(), datetime2(), datetime(), smalldatetime(), datetimeoffset())
                .flatMap(List::stream);
    }

    private static List<TargetTypeCase> dates() {
        DeclaredType type = type("date", 0);
        return List.of(
                date(type, "0001-01-01"),
                date(type, "1582-10-10"),
                date(type, "2011-12-30"),
                date(type, "9999-12-31"),
                refused(type, DATE, LocalDate.of(0, 12, 31).toEpochDay()),
                refused(type, DATE, LocalDate.of(10000, 1, 1).toEpochDay()));
    }

    private static List<TargetTypeCase> times() {
        ColumnType text = new ColumnType.Text();
        DeclaredType full = type("time", 7);
        return List.of(
                taken(full, text, "00:00", LocalTime.MIDNIGHT),
                taken(full, text, "02:30:00", LocalTime.of(2, 30)),
                taken(full, text, "23:59:59.9999999", LocalTime.of(23, 59, 59, 999_999_900)),
                refused(full, text, "23:59:59.99999999"),
                refused(full, text, "24:00:00"),
                refused(full, text, "2:30"),
                refused(full, text, " 02:30:00"),
                refused(full, text, ""),
                taken(type("time", 0), text, "12:00:01", LocalTime.of(12, 0, 1)),
                refused(type("time", 0), text, "12:00:01.5"));
    }

    private static List<TargetTypeCase> datetime2() {
        DeclaredType micro = type("datetime2", 6);
        DeclaredType milli = type("datetime2", 3);
        return List.of(
                clock(micro, "0001-01-01T00:00"),
                clock(micro, "1582-10-10T01:02:03.000004"),
                clock(micro, "2024-03-31T02:30"),
                clock(micro, "2011-12-30T12:00"),
                clock(micro, "9999-12-31T23:59:59.999999"),
                clock(type("datetime2", 7), "9999-12-31T23:59:59.999999"),
                refused(micro, CLOCK, micros("0000-12-31T23:59:59.999999")),
                refused(micro, CLOCK, micros("+10000-01-01T00:00")),
                clock(milli, "1969-12-31T23:59:59.999"),
                refused(milli, CLOCK, micros("1969-12-31T23:59:59.9999")),
                taken(milli, DATE, 0L, EPOCH),
                refused(milli, DATE, LocalDate.of(10000, 1, 1).toEpochDay()),
                clock(type("datetime2", 0), "2024-01-01T00:00:01"),
                refused(type("datetime2", 0), CLOCK, micros("2024-01-01T00:00:01.1")));
    }

    private static List<TargetTypeCase> datetime() {
        DeclaredType type = type("datetime", 3);
        return List.of(
                clock(type, "1753-01-01T00:00"),
                clock(type, "2024-03-31T02:30:00.003"),
                clock(type, "1899-12-31T23:59:59.997"),
                clock(type, "9999-12-31T23:59:59.997"),
                refused(type, CLOCK, micros("1752-12-31T23:59:59.997")),
                refused(type, CLOCK, micros("9999-12-31T23:59:59.999")),
                refused(type, CLOCK, micros("2024-01-01T00:00:00.001")),
                refused(type, CLOCK, micros("2024-01-01T00:00:00.003333")),
                refused(type, CLOCK, micros("1899-01-01T00:00:00.001")),
                taken(type, DATE, 0L, EPOCH),
                refused(type, DATE, LocalDate.of(1752, 12, 31).toEpochDay()));
    }

    private static List<TargetTypeCase> smalldatetime() {
        DeclaredType type = type("smalldatetime", 0);
        return List.of(
                clock(type, "1900-01-01T00:00"),
                clock(type, "2079-06-06T23:59"),
                refused(type, CLOCK, micros("1899-12-31T23:59")),
                refused(type, CLOCK, micros("2079-06-07T00:00")),
                refused(type, CLOCK, micros("2024-01-01T00:00:01")),
                refused(type, CLOCK, micros("1950-01-01T00:00:00.000001")),
                taken(type, DATE, 0L, EPOCH),
                refused(type, DATE, LocalDate.of(2079, 6, 7).toEpochDay()));
    }

    private static List<TargetTypeCase> datetimeoffset() {
        DeclaredType micro = type("datetimeoffset", 6);
        return List.of(
                instant(micro, "0001-01-01T00:00"),
                instant(micro, "1582-10-10T01:02:03.000004"),
                instant(micro, "2024-03-31T02:30"),
                instant(micro, "9999-12-31T23:59:59.999999"),
                refused(micro, INSTANT, micros("0000-12-31T23:59:59.999999")),
                refused(micro, INSTANT, micros("+10000-01-01T00:00")),
                instant(type("datetimeoffset", 0), "2024-01-01T00:00:01"),
                refused(type("datetimeoffset", 0), INSTANT, micros("2024-01-01T00:00:01.000001")));
    }

    private static TargetTypeCase date(DeclaredType type, String date) {
        return taken(type, DATE, LocalDate.parse(date).toEpochDay(), LocalDate.parse(date));
    }

    private static TargetTypeCase clock(DeclaredType type, String time) {
        return taken(type, CLOCK, micros(time), LocalDateTime.parse(time));
    }

    private static TargetTypeCase instant(DeclaredType type, String time) {
        return taken(type, INSTANT, micros(time), LocalDateTime.parse(time).atOffset(ZoneOffset.UTC));
    }

    private static long micros(String time) {
        return EPOCH.until(LocalDateTime.parse(time), ChronoUnit.MICROS);
    }

    private static DeclaredType type(String name, int scale) {
        return new DeclaredType(name, 0, 0, scale, OptionalInt.empty());
    }
}
