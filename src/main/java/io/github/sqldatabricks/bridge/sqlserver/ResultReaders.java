package io.github.sqldatabricks.bridge.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader;
import io.github.sqldatabricks.bridge.jdbc.ColumnReader.RefusedValue;
import io.github.sqldatabricks.bridge.jdbc.ResultTypes;
import io.github.sqldatabricks.bridge.jdbc.ResultTypes.DescribedColumn;
import io.github.sqldatabricks.bridge.jdbc.ResultTypes.TemporalPolicies;
import io.github.sqldatabricks.bridge.jdbc.TemporalReaders.FractionRule;
import io.github.sqldatabricks.bridge.jdbc.TemporalReaders.TemporalText;
import io.github.sqldatabricks.bridge.jdbc.ValueBound;
import io.github.sqldatabricks.bridge.jdbc.VariableLengthReaders.TextSource;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sqlserver.ResultReaders.DeclaredColumn;
import io.github.sqldatabricks.bridge.sqlserver.type.SqlServerType;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.HexFormat;
import java.util.TimeZone;
import microsoft.sql.DateTimeOffset;

/** Types and readers of a SQL Server result. */
final class ResultReaders extends ResultTypes<DeclaredColumn> {

    ResultReaders(TemporalPolicies policies, ValueBound valueBound) {
        super(policies, valueBound);
    }

    @Override
    protected DeclaredColumn column(ResultSetMetaData result, int index) throws SQLException {
        return DeclaredColumn.of(result, index);
    }

    @Override
    protected ColumnReader reader(DeclaredColumn column, ColumnType type) {
        return switch (column.type()) {
            case TIME -> time(column);
            case SQL_VARIANT -> text(column, new VariantText(column.name()));
            default -> plain(column, type);
        };
    }

    @Override
    protected ColumnReader instant(DeclaredColumn column, FractionRule rule) {
        return new OffsetReaders.Micros(column.index(), column.name(), rule);
    }

    @Override
    protected TextSource instantText(DeclaredColumn column) {
        return OffsetReaders.text(column.name(), column.fractionDigits());
    }

    /**
     * Readers of datetimeoffset. The driver's own class costs a third of what its OffsetDateTime costs (measured: 0.4
     * against 1.3 microseconds), and both are wrong before 1583, see {@link DriverCalendar}.
     */
    static final class OffsetReaders {

        private static final int SECONDS_PER_MINUTE = 60;

        private OffsetReaders() {}

        /** Microseconds since 1970-01-01T00:00Z. */
        record Micros(int index, String column, FractionRule rule) implements ColumnReader {
            @Override
            public long read(ResultSet result, ColumnVector vector, int row) throws SQLException {
                DateTimeOffset value = result.getObject(index, DateTimeOffset.class);
                if (value == null) {
                    vector.setNull(row);
                    return SLOT_BYTES;
                }
                Timestamp instant = value.getTimestamp();
                long seconds = DriverCalendar.epochSecond(column, instant.getTime());
                ((ColumnVector.Longs) vector)
                        .set(row, rule.micros(seconds, instant.getNanos(), () -> dateTime(column, value)));
                return SLOT_BYTES;
            }

            @Override
            public long truncatedValues() {
                return rule.truncated();
            }
        }

        /** The value as SQL Server prints it, its own offset included. */
        static TextSource text(String column, int digits) {
            return (result, index) -> {
                DateTimeOffset value = result.getObject(index, DateTimeOffset.class);
                return value == null ? null : TemporalText.offset(dateTime(column, value), digits);
            };
        }

        /** The value in the proleptic Gregorian calendar. */
        static OffsetDateTime dateTime(String column, DateTimeOffset value) {
            Timestamp instant = value.getTimestamp();
            long seconds = DriverCalendar.epochSecond(column, instant.getTime());
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(value.getMinutesOffset() * SECONDS_PER_MINUTE);
            return Instant.ofEpochSecond(seconds, instant.getNanos()).atOffset(offset);
        }
    }

    /**
     * The rule for sql_variant: each value as text. Numbers as Java prints them exactly (decimals without exponent), bit as
     * 0 or 1, binary as {@code 0x} and upper-case hexadecimal, dates and times as SQL Server prints them (CONVERT style 121)
     * with seven fractional digits.
     */
    record VariantText(String column) implements TextSource {

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
                    ? TemporalText.offset(ResultReaders.OffsetReaders.dateTime(column, offset), DIGITS)
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

    /**
     * Undoes what mssql-jdbc does to old dates where it passes through {@link GregorianCalendar} (datetimeoffset, and dates
     * in a sql_variant): it reads year, month and day, which SQL Server means in the proleptic Gregorian calendar, as the
     * Julian calendar before 1582-10-15. Measured with driver 13.6.2.
     */
    static final class DriverCalendar {

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
                        "column '" + column
                                + "' holds a date from 1582-10-05 to 1582-10-24 UTC, which SQL Server's driver"
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

    /**
     * A result's column as SQL Server describes it.
     *
     * @param index from 1
     * @param typeName as the driver spells it
     */
    record DeclaredColumn(
            int index, String name, SqlServerType type, String typeName, int precision, int scale, boolean nullable)
            implements DescribedColumn {

        /** The longest declared length; a longer one is {@code (max)}. */
        private static final int MAX_DECLARED_LENGTH = 8000;

        /** @throws BridgeException.InvalidRequest when the column has no name */
        static DeclaredColumn of(ResultSetMetaData result, int index) throws SQLException {
            String typeName = result.getColumnTypeName(index);
            return new DeclaredColumn(
                    index,
                    DescribedColumn.name(result, index),
                    SqlServerType.of(typeName),
                    typeName,
                    result.getPrecision(index),
                    result.getScale(index),
                    result.isNullable(index) != ResultSetMetaData.columnNoNulls);
        }

        /** @throws BridgeException.InvalidRequest when the type is refused, with what to select instead */
        @Override
        public ColumnType columnType() {
            return type.columnType(precision, scale)
                    .orElseThrow(() -> new BridgeException.InvalidRequest(
                            ErrorCode.UNSUPPORTED_TYPE,
                            "Column '" + name + "' has the type " + typeName + ", which Databricks has nothing for: "
                                    + type.readNote().replace("column", "[" + name + "]") + "."));
        }

        @Override
        public Column as(ColumnType columnType) {
            return new Column(name, columnType, nullable, sourceType());
        }

        @Override
        public int fractionDigits() {
            return scale;
        }

        @Override
        public boolean large() {
            return precision > MAX_DECLARED_LENGTH;
        }

        private String sourceType() {
            return switch (type.parameters()) {
                case NONE, UNBOUNDED -> type.sqlName();
                case DIGITS -> typeName + "(" + precision + "," + scale + ")";
                case FRACTION -> typeName + "(" + scale + ")";
                case BYTES, UTF16_UNITS -> typeName + "(" + (large() ? "max" : Integer.toString(precision)) + ")";
            };
        }
    }
}
