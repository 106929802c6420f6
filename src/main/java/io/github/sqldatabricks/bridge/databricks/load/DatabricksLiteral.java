package io.github.sqldatabricks.bridge.databricks.load;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values inside of a statement, for the places where a parameter marker can't stand: a value is read by the column's type first and then
 * written anew, so that no character of the caller's ever reaches the statement.
 */
final class DatabricksLiteral {

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
    private static final int NANOS_OF_MICROSECOND = 1_000;
    private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d+),(\\d+)\\)");
    private static final int MOST_DIGITS = 38;

    private DatabricksLiteral() {}

    /** Any text, as the hexadecimal digits of its UTF-8 bytes. */
    static String text(String value) {
        return "decode(X'" + HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)) + "', 'UTF-8')";
    }

    /** Any text for the places where nothing but a quoted text may stand, such as a comment: most characters by their numbers. */
    static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("'");
        value.chars()
                .forEach(unit -> quoted.append(
                        isPlain(unit) ? String.valueOf((char) unit) : String.format(Locale.ROOT, "\\u%04x", unit)));
        return quoted.append('\'').toString();
    }

    private static boolean isPlain(int unit) {
        return unit == ' ' || unit == '.' || unit == '_' || unit < 128 && Character.isLetterOrDigit(unit);
    }

    /**
     * The condition of a column's values from one to another.
     *
     * @param name quoted
     * @throws BridgeException.InvalidRequest when they are no exact values of that type, or the first is not the smaller one
     */
    static String between(String column, String name, String type, String from, String to) {
        String condition = name + " >= " + of(column, type, from) + " AND " + name + " < " + of(column, type, to);
        if (compare(type, from, to) >= 0) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_LOAD,
                    "Expected a period of " + column + " whose from is smaller than its to, but got '" + from
                            + "' and '" + to + "'.");
        }
        return condition;
    }

    private static int compare(String type, String from, String to) {
        return switch (type) {
            case "string", "boolean" -> from.compareTo(to);
            case "date" -> LocalDate.parse(from.strip()).compareTo(LocalDate.parse(to.strip()));
            case "timestamp_ntz" -> LocalDateTime.parse(iso(from)).compareTo(LocalDateTime.parse(iso(to)));
            case "timestamp" -> utc(from).compareTo(utc(to));
            default -> new BigDecimal(from.strip()).compareTo(new BigDecimal(to.strip()));
        };
    }

    /**
     * A value of a column.
     *
     * @param column for the message
     * @param type in Databricks' words and lower case
     * @throws BridgeException.InvalidRequest when the text is no exact value of that type; nothing is rounded
     */
    static String of(String column, String type, String value) {
        try {
            return switch (type) {
                case "string" -> text(value);
                case "tinyint", "smallint", "int", "bigint" -> Long.toString(Long.parseLong(value.strip()));
                case "boolean" -> flag(value);
                case "date" -> "DATE'" + LocalDate.parse(value.strip()) + "'";
                case "timestamp_ntz" -> "TIMESTAMP_NTZ'" + micros(LocalDateTime.parse(iso(value))) + "'";
                case "timestamp" -> "TIMESTAMP'" + micros(utc(value)) + "Z'";
                default -> decimal(type, value);
            };
        } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
            throw unreadable(column, type, value);
        }
    }

    private static String flag(String value) {
        return switch (value) {
            case "true", "false" -> value;
            default -> throw new NumberFormatException(value);
        };
    }

    /** Digits and a point; an exponent would make a double of it, and the cast would round what does not fit. */
    private static String decimal(String type, String value) {
        Matcher digits = DECIMAL.matcher(type);
        BigDecimal number = new BigDecimal(value.strip());
        if (!digits.matches() || Math.abs((long) number.scale()) > MOST_DIGITS) {
            throw new NumberFormatException(value);
        }
        BigDecimal exact = number.setScale(Integer.parseInt(digits.group(2)), RoundingMode.UNNECESSARY);
        if (exact.precision() > Integer.parseInt(digits.group(1))) {
            throw new NumberFormatException(value);
        }
        return "CAST(" + text(exact.toPlainString()) + " AS " + type + ")";
    }

    /** A blank in place of the T is what people and SQL Server write. */
    private static String iso(String value) {
        return value.strip().replace(' ', 'T');
    }

    private static LocalDateTime utc(String value) {
        return OffsetDateTime.parse(iso(value))
                .withOffsetSameInstant(ZoneOffset.UTC)
                .toLocalDateTime();
    }

    private static String micros(LocalDateTime time) {
        if (time.getNano() % NANOS_OF_MICROSECOND != 0) {
            throw new DateTimeException("finer than a microsecond");
        }
        return MICROSECONDS.format(time);
    }

    private static BridgeException unreadable(String column, String type, String value) {
        return new BridgeException.InvalidRequest(
                ErrorCode.INVALID_LOAD,
                "Expected a value of " + column + ", which is " + type
                        + ": a whole number, a decimal, true or false, 2026-01-31, 2026-01-31T23:59:59.999999, with an offset such as Z or"
                        + " +02:00 for a timestamp, or text for a string; but got '" + value + "'.");
    }
}
