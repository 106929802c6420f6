package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.TemporalText;
import io.github.sqldatabricks.bridge.jdbc.TextReader;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.HexFormat;
import java.util.TimeZone;
import microsoft.sql.DateTimeOffset;

/**
 * The rule for sql_variant: each value as text. Numbers as Java prints them exactly (decimals without exponent), bit as
 * 0 or 1, binary as {@code 0x} and upper-case hexadecimal, dates and times as SQL Server prints them (CONVERT style 121)
 * with seven fractional digits.
 */
record VariantText(String column) implements TextReader.Source {

    private static final int DIGITS = 7;
    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    @Override
    public String read(ResultSet result, int index) throws SQLException {
        Object value = result.getObject(index);
        if (value == null) {
            return null;
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof Boolean flag) {
            return flag ? "1" : "0";
        }
        if (value instanceof byte[] bytes) {
            return "0x" + HexFormat.of().withUpperCase().formatHex(bytes);
        }
        return temporalOrPlain(result, index, value);
    }

    private String temporalOrPlain(ResultSet result, int index, Object value) throws SQLException {
        if (value instanceof Timestamp) {
            return TemporalText.timestamp(dateTime(result.getTimestamp(index, utc())), DIGITS);
        }
        if (value instanceof Date) {
            long millis = result.getDate(index, utc()).getTime();
            return LocalDateTime.ofEpochSecond(DriverCalendar.epochSecond(column, millis), 0, ZoneOffset.UTC)
                    .toLocalDate()
                    .toString();
        }
        if (value instanceof Time) {
            return TemporalText.time(result.getObject(index, LocalTime.class), DIGITS);
        }
        return value instanceof DateTimeOffset offset
                ? TemporalText.offset(OffsetReaders.dateTime(column, offset), DIGITS)
                : value.toString();
    }

    private LocalDateTime dateTime(Timestamp value) {
        long seconds = DriverCalendar.epochSecond(column, value.getTime());
        return LocalDateTime.ofEpochSecond(seconds, value.getNanos(), ZoneOffset.UTC);
    }

    private static Calendar utc() {
        return new GregorianCalendar(UTC);
    }
}
