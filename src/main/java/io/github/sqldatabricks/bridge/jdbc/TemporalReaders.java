package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader.RefusedValue;
import io.github.sqldatabricks.bridge.jdbc.VariableLengthReaders.TextSource;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.TemporalPolicy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/**
 * Readers of dates and times. They take java.time values from the driver, never java.sql ones or text: those pass
 * through the JVM's time zone and the Julian calendar (measured: mssql-jdbc's {@code getString} of datetime2
 * 2024-03-31 02:30 gives 03:30 when the JVM is in Europe/Zurich).
 */
public final class TemporalReaders {

    private TemporalReaders() {}

    /** Days since 1970-01-01. */
    record Date(int index) implements ColumnReader {
        @Override
        public long read(ResultSet result, ColumnVector vector, int row) throws SQLException {
            LocalDate value = result.getObject(index, LocalDate.class);
            if (value == null) {
                return ColumnReader.readNull(vector, row);
            }
            ((ColumnVector.Longs) vector).set(row, value.toEpochDay());
            return SLOT_BYTES;
        }
    }

    /** Microseconds since 1970-01-01T00:00 of a wall clock. */
    record LocalTimestamp(int index, FractionRule rule) implements ColumnReader {
        @Override
        public long read(ResultSet result, ColumnVector vector, int row) throws SQLException {
            LocalDateTime value = result.getObject(index, LocalDateTime.class);
            if (value == null) {
                return ColumnReader.readNull(vector, row);
            }
            long micros = rule.micros(value.toEpochSecond(ZoneOffset.UTC), value.getNano(), () -> value);
            ((ColumnVector.Longs) vector).set(row, micros);
            return SLOT_BYTES;
        }

        @Override
        public long truncatedValues() {
            return rule.truncated();
        }
    }

    /** Microseconds since 1970-01-01T00:00Z, from wherever the source takes the instant. */
    public record Instant(int index, FractionRule rule, OffsetSource source) implements ColumnReader {
        @Override
        public long read(ResultSet result, ColumnVector vector, int row) throws SQLException {
            OffsetDateTime value = source.read(result, index);
            if (value == null) {
                return ColumnReader.readNull(vector, row);
            }
            long micros = rule.micros(value.toEpochSecond(), value.getNano(), () -> value);
            ((ColumnVector.Longs) vector).set(row, micros);
            return SLOT_BYTES;
        }

        @Override
        public long truncatedValues() {
            return rule.truncated();
        }
    }

    /** Gives a column's value as a date and time with an offset. */
    @FunctionalInterface
    public interface OffsetSource {

        /** The current row's value, or null. */
        OffsetDateTime read(ResultSet result, int index) throws SQLException;
    }

    /** {@code time(n)} as ISO text with all its digits. */
    public static TextSource timeText(int digits) {
        return (result, index) -> {
            LocalTime value = result.getObject(index, LocalTime.class);
            return value == null ? null : TemporalText.time(value, digits);
        };
    }

    /** {@code datetime2(n)} as SQL Server prints it. */
    public static TextSource timestampText(int digits) {
        return (result, index) -> {
            LocalDateTime value = result.getObject(index, LocalDateTime.class);
            return value == null ? null : TemporalText.timestamp(value, digits);
        };
    }

    /** {@code datetimeoffset(n)} as SQL Server prints it, its own offset included. */
    public static TextSource offsetText(int digits, OffsetSource source) {
        return (result, index) -> {
            OffsetDateTime value = source.read(result, index);
            return value == null ? null : TemporalText.offset(value, digits);
        };
    }

    /** What happens to one column's digits below the microsecond. Counts what it cuts; used by one thread. */
    public static final class FractionRule {

        private static final int NANOS_PER_MICRO = 1000;
        private static final long MICROS_PER_SECOND = 1_000_000;

        private final String column;
        private final boolean cut;
        private long truncated;

        /**
         * @param column the column's name, for messages
         * @param policy {@code FAIL} or {@code TRUNCATE}; under {@code TEXT} a column has no timestamps
         */
        public FractionRule(String column, TemporalPolicy policy) {
            this.column = column;
            this.cut = policy == TemporalPolicy.TRUNCATE;
        }

        /**
         * Microseconds of an instant.
         *
         * @param seconds since 1970-01-01T00:00
         * @param nanos of the second, 0 to 999,999,999
         * @param shown the value for a message
         * @throws RefusedValue when digits would be lost and the policy forbids it
         */
        public long micros(long seconds, int nanos, Supplier<?> shown) {
            if (nanos % NANOS_PER_MICRO != 0) {
                lose(shown);
            }
            return seconds * MICROS_PER_SECOND + nanos / NANOS_PER_MICRO;
        }

        /** How many values were cut. */
        public long truncated() {
            return truncated;
        }

        private void lose(Supplier<?> shown) {
            if (!cut) {
                throw new RefusedValue(
                        ErrorCode.TEMPORAL_PRECISION,
                        "column '" + column + "' holds " + shown.get()
                                + ", whose digits below the microsecond Databricks can't keep. Choose the column's temporal"
                                + " policy: truncate, or text.");
            }
            truncated++;
        }
    }

    /**
     * Dates and times as SQL Server prints them (CONVERT style 121), with exactly the digits that the type has.
     *
     * @see <a href="https://learn.microsoft.com/sql/t-sql/functions/cast-and-convert-transact-sql">CAST and CONVERT</a>
     */
    public static final class TemporalText {

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
}
