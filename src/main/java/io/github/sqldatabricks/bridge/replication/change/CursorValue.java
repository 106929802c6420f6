package io.github.sqldatabricks.bridge.replication.change;

import io.github.sqldatabricks.bridge.model.ParameterValue;
import io.github.sqldatabricks.bridge.replication.ChangeSettings.Lookback;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/**
 * One value of a column that tells what changed: exact, and in SQL Server's order.
 *
 * @param type of the column
 * @param value {@code Long}, {@code BigDecimal}, {@code LocalDate}, {@code LocalDateTime}, {@code OffsetDateTime} in UTC, or 16 upper-case
 *     hexadecimal digits of a rowversion, with no more digits than the type has
 */
public record CursorValue(CursorType type, Object value) implements Comparable<CursorValue> {

    private static final int MAX_DIGITS = 9;
    private static final String ROWVERSION_PREFIX = "0x";

    private static final DateTimeFormatter TIME = seconds()
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, MAX_DIGITS, true)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter TIME_AND_OFFSET = new DateTimeFormatterBuilder()
            .append(TIME)
            .appendPattern(" xxx")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    /**
     * Reads a value as {@link #text()} writes it, or with more zeros.
     *
     * @throws IllegalArgumentException when it is no value of the type, or has digits that the type has not
     */
    public static CursorValue of(CursorType type, String text) {
        try {
            Object value = read(type, text);
            LocalDateTime time = value instanceof OffsetDateTime moment ? moment.toLocalDateTime() : null;
            time = value instanceof LocalDateTime local ? local : time;
            if (time != null && time.getNano() % type.digitNanos() != 0) {
                throw new IllegalArgumentException("it has more digits than " + type.declaration());
            }
            return new CursorValue(type, value);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("it is no " + type.declaration(), e);
        }
    }

    private static Object read(CursorType type, String text) {
        return switch (type.sql().kind()) {
            case TINYINT, SMALLINT, INT, BIGINT -> Long.valueOf(text);
            case DECIMAL -> new BigDecimal(text).setScale(type.sql().scale(), RoundingMode.UNNECESSARY);
            case DATE -> LocalDate.parse(text);
            case DATETIMEOFFSET -> OffsetDateTime.parse(text, TIME_AND_OFFSET).withOffsetSameInstant(ZoneOffset.UTC);
            case BINARY -> rowversion(text);
            default -> LocalDateTime.parse(text, TIME);
        };
    }

    private static String rowversion(String text) {
        if (!text.startsWith(ROWVERSION_PREFIX)) {
            throw new NumberFormatException();
        }
        return digits(Long.parseUnsignedLong(text.substring(ROWVERSION_PREFIX.length()), Long.BYTES * 2));
    }

    private static String digits(long rowversion) {
        return String.format(Locale.ROOT, "%016X", rowversion);
    }

    /** @param rowversion an unsigned number of 64 bits */
    static CursorValue rowversion(long rowversion) {
        return new CursorValue(CursorType.ROWVERSION, digits(rowversion));
    }

    /** @param time with no more digits than the type has; in UTC for a datetimeoffset */
    static CursorValue at(CursorType type, LocalDateTime time) {
        return new CursorValue(
                type,
                switch (type.sql().kind()) {
                    case DATE -> time.toLocalDate();
                    case DATETIMEOFFSET -> time.atOffset(ZoneOffset.UTC);
                    default -> time;
                });
    }

    /** With all digits of its type: as SQL Server prints it (CONVERT style 121), a rowversion as {@code 0x} and 16 digits. */
    public String text() {
        if (value instanceof LocalDateTime time) {
            return printed().format(time);
        }
        if (value instanceof OffsetDateTime moment) {
            return printed().format(moment) + " +00:00";
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return type.equals(CursorType.ROWVERSION) ? ROWVERSION_PREFIX + value : value.toString();
    }

    private DateTimeFormatter printed() {
        int digits = type.digits();
        DateTimeFormatterBuilder format = seconds();
        return (digits == 0 ? format : format.appendFraction(ChronoField.NANO_OF_SECOND, digits, digits, true))
                .toFormatter(Locale.ROOT);
    }

    private static DateTimeFormatterBuilder seconds() {
        return new DateTimeFormatterBuilder().appendPattern("uuuu-MM-dd HH:mm:ss");
    }

    /** To bind at the type's marker. */
    public ParameterValue.Scalar parameter() {
        return new ParameterValue.Typed(type.sql(), value);
    }

    /** The value so far below this one; empty when the type has none there. Days are whole, rounded up. */
    Optional<CursorValue> before(Lookback lookback) {
        if (lookback instanceof Lookback.Span span) {
            LocalDateTime time = time().minus(span.length());
            return time.isBefore(type.first()) ? Optional.empty() : Optional.of(at(type, type.floor(time)));
        }
        BigDecimal number =
                new BigDecimal(value.toString()).subtract(BigDecimal.valueOf(((Lookback.Steps) lookback).count()));
        return number.compareTo(type.least()) < 0 ? Optional.empty() : Optional.of(of(type, number.toPlainString()));
    }

    private LocalDateTime time() {
        if (value instanceof LocalDate day) {
            return day.atStartOfDay();
        }
        return value instanceof OffsetDateTime moment ? moment.toLocalDateTime() : (LocalDateTime) value;
    }

    /** @throws ClassCastException when the other one is of another type */
    @Override
    public int compareTo(CursorValue other) {
        if (value instanceof Long number) {
            return number.compareTo((Long) other.value);
        }
        if (value instanceof BigDecimal number) {
            return number.compareTo((BigDecimal) other.value);
        }
        // Digits of one length have the order of the bytes.
        return value instanceof String digits ? digits.compareTo((String) other.value) : time().compareTo(other.time());
    }

    @Override
    public String toString() {
        return text();
    }
}
