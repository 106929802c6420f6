package io.github.sqldatabricks.bridge.extraction.template;

import io.github.sqldatabricks.bridge.extraction.template.TypedValues.UnfitValue;
import io.github.sqldatabricks.bridge.model.ParameterType;
import io.github.sqldatabricks.bridge.model.ParameterType.Kind;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date as text in ISO 8601: what {@code datetime.isoformat()}, {@code str(datetime)}, Airflow's {@code ts}, {@code ds} and
 * {@code ts_nodash}, {@code numpy.datetime64} and {@code pandas.Timestamp} write.
 *
 * @param time empty when there is only a date
 * @param offset from UTC; empty when there is none
 */
record DateText(LocalDate date, Optional<LocalTime> time, Optional<ZoneOffset> offset) {

    private static final String TIME = "\\d\\d(?::\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?)?";
    private static final Pattern MOMENT = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d|\\d{8})(?:[T ](" + TIME + "|\\d{6})(?: ?(Z|[+-]\\d\\d(?::?\\d\\d)?))?)?");
    private static final Pattern TIME_ALONE = Pattern.compile(TIME);
    private static final Pattern BASIC_DATE = Pattern.compile("(\\d{4})(\\d\\d)(\\d\\d)");
    private static final Pattern BASIC_TIME = Pattern.compile("(\\d\\d)(\\d\\d)(\\d\\d)");
    private static final Pattern HOUR = Pattern.compile("\\d\\d");

    private static final int MAX_YEAR = 9999;
    private static final LocalDate DATETIME_FROM = LocalDate.of(1753, 1, 1);
    private static final LocalDate SMALLDATETIME_FROM = LocalDate.of(1900, 1, 1);
    private static final LocalDate SMALLDATETIME_TO = LocalDate.of(2079, 6, 6);
    private static final int MAX_OFFSET_SECONDS = 14 * 3600;
    private static final int NANO_DIGITS = 9;
    private static final int NANOS_IN_MILLI = 1_000_000;

    /** A datetime counts in 1/300 s; these last digits of a millisecond are how SQL Server shows them. */
    private static final List<Integer> DATETIME_DIGITS = List.of(0, 3, 7);

    /**
     * The value of a declared type of dates or times.
     *
     * @throws UnfitValue when the text is none, or has what the type can't keep
     */
    static Object typed(ParameterDeclaration declaration, String text) {
        try {
            ParameterType type = declaration.type();
            return switch (type.kind()) {
                case TIME -> time(text, type);
                case DATE -> of(text).onlyDate(declaration.zone());
                case DATETIMEOFFSET -> of(text).withOffset(declaration.zone(), type);
                default -> of(text).local(declaration.zone(), type);
            };
        } catch (DateTimeException e) {
            throw new UnfitValue("there is no such date or time");
        }
    }

    private static DateText of(String text) {
        Matcher matcher = MOMENT.matcher(text);
        if (!matcher.matches()) {
            throw new UnfitValue("expected a date in ISO 8601, such as 2026-01-15 or 2026-01-15T08:30:00.123456+00:00");
        }
        return new DateText(
                LocalDate.parse(extended(BASIC_DATE.matcher(matcher.group(1)), "$1-$2-$3", matcher.group(1))),
                Optional.ofNullable(matcher.group(2)).map(DateText::clock),
                Optional.ofNullable(matcher.group(3)).map(ZoneOffset::of));
    }

    /** The text in the extended format, with its separators; it may be in the basic one. */
    private static String extended(Matcher basic, String format, String text) {
        return basic.matches() ? basic.replaceFirst(format) : text;
    }

    private static LocalTime clock(String text) {
        String extended = extended(BASIC_TIME.matcher(text), "$1:$2:$3", text);
        return LocalTime.parse(HOUR.matcher(extended).matches() ? extended + ":00" : extended);
    }

    private static LocalTime time(String text, ParameterType type) {
        if (!TIME_ALONE.matcher(text).matches()) {
            throw new UnfitValue("expected a time of day in ISO 8601, such as 08:30 or 08:30:00.123");
        }
        LocalTime time = clock(text);
        requireFraction(time.getNano(), type);
        return time;
    }

    /** In the column's time zone, where the text has an offset; else as it stands. */
    private LocalDateTime in(ZoneId zone) {
        LocalDateTime written = date.atTime(time.orElse(LocalTime.MIDNIGHT));
        LocalDateTime result = offset.map(
                        from -> written.atOffset(from).atZoneSameInstant(zone).toLocalDateTime())
                .orElse(written);
        requireYear(result);
        return result;
    }

    private LocalDate onlyDate(ZoneId zone) {
        LocalDateTime result = in(zone);
        if (!result.toLocalTime().equals(LocalTime.MIDNIGHT)) {
            throw new UnfitValue("it has a time of day" + (offset.isPresent() ? " in the time zone " + zone : "")
                    + ", which a date can't keep");
        }
        return result.toLocalDate();
    }

    private LocalDateTime local(ZoneId zone, ParameterType type) {
        LocalDateTime result = in(zone);
        if (type.kind() == Kind.DATETIME2) {
            requireFraction(result.getNano(), type);
        } else if (type.kind() == Kind.DATETIME) {
            requireDatetime(result);
        } else {
            requireSmall(result);
        }
        return result;
    }

    private OffsetDateTime withOffset(ZoneId zone, ParameterType type) {
        LocalDateTime written = date.atTime(time.orElse(LocalTime.MIDNIGHT));
        OffsetDateTime result = written.atOffset(offset.orElseGet(() -> onlyOffset(zone, written)));
        if (Math.abs(result.getOffset().getTotalSeconds()) > MAX_OFFSET_SECONDS) {
            throw new UnfitValue("its offset is more than 14 hours");
        }
        requireYear(result.toLocalDateTime());
        requireYear(result.atZoneSameInstant(ZoneOffset.UTC).toLocalDateTime());
        requireFraction(result.getNano(), type);
        return result;
    }

    /** UTC is what a declaration without a time zone has: that nobody said it would be a guess. */
    private static ZoneOffset onlyOffset(ZoneId zone, LocalDateTime local) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (zone.equals(ZoneOffset.UTC) || offsets.size() != 1) {
            throw new UnfitValue("it has no offset from UTC, such as +00:00"
                    + (offsets.size() == 1 ? "" : ", and " + zone + " had none or two then")
                    + ". Give it with the value, or declare the values' time zone behind the type");
        }
        return offsets.get(0);
    }

    private static void requireYear(LocalDateTime moment) {
        if (moment.getYear() < 1 || moment.getYear() > MAX_YEAR) {
            throw new UnfitValue("its year is not from 1 to " + MAX_YEAR);
        }
    }

    private static void requireFraction(int nanos, ParameterType type) {
        if (nanos % (int) Math.pow(10, NANO_DIGITS - type.scale()) != 0) {
            throw new UnfitValue("it has more than " + type.scale() + " digits behind the second, and is not rounded");
        }
    }

    private static void requireDatetime(LocalDateTime moment) {
        int millis = moment.getNano() / NANOS_IN_MILLI;
        boolean kept = moment.getNano() % NANOS_IN_MILLI == 0 && DATETIME_DIGITS.contains(millis % 10);
        if (moment.toLocalDate().isBefore(DATETIME_FROM) || !kept) {
            throw new UnfitValue(
                    "a datetime begins in 1753 and has a last digit of milliseconds of 0, 3 or 7. Declare datetime2,"
                            + " which can be compared with datetime columns");
        }
    }

    private static void requireSmall(LocalDateTime moment) {
        LocalDate day = moment.toLocalDate();
        boolean inRange = !day.isBefore(SMALLDATETIME_FROM) && !day.isAfter(SMALLDATETIME_TO);
        if (!inRange || moment.getSecond() != 0 || moment.getNano() != 0) {
            throw new UnfitValue(
                    "a smalldatetime is from 1900-01-01 to 2079-06-06 and has no seconds. Declare datetime2, which"
                            + " can be compared with smalldatetime columns");
        }
    }
}
