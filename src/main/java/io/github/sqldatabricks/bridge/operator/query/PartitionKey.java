package io.github.sqldatabricks.bridge.operator.query;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * How values of a partition column are counted, so that the range between two bounds can be divided.
 *
 * @param declaration of a bound in T-SQL
 * @param position of a bound's text; throws ArithmeticException, DateTimeException or IllegalArgumentException for what is none
 * @param text of a position, for SQL Server
 */
record PartitionKey(String declaration, Function<String, BigInteger> position, Function<BigInteger, String> text) {

    private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);

    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

    private static final PartitionKey WHOLE = new PartitionKey("bigint", BigInteger::new, BigInteger::toString);
    private static final PartitionKey DATE = new PartitionKey(
            "date",
            text -> BigInteger.valueOf(LocalDate.parse(text).toEpochDay()),
            day -> LocalDate.ofEpochDay(day.longValueExact()).toString());
    private static final PartitionKey LOCAL_TIMESTAMP = new PartitionKey(
            "datetime2(6)",
            text -> micros(
                    text.contains(":")
                            ? LocalDateTime.parse(text.replace(' ', 'T'))
                            : LocalDate.parse(text).atStartOfDay()),
            PartitionKey::dateTime);
    private static final PartitionKey INSTANT = new PartitionKey(
            "datetimeoffset(6)",
            text -> micros(LocalDateTime.ofInstant(Instant.parse(text.replace(' ', 'T')), ZoneOffset.UTC)),
            micros -> dateTime(micros) + "+00:00");

    /**
     * The key of a column.
     *
     * @throws BridgeException.InvalidRequest ({@code invalid-setting}) when its type can't be divided
     */
    static PartitionKey of(String column, DataType type) {
        if (type.equals(DataTypes.ShortType) || type.equals(DataTypes.IntegerType) || type.equals(DataTypes.LongType)) {
            return WHOLE;
        }
        if (type instanceof DecimalType decimal) {
            return decimal(decimal.scale());
        }
        if (type.equals(DataTypes.DateType)) {
            return DATE;
        }
        if (type.equals(DataTypes.TimestampNTZType)) {
            return LOCAL_TIMESTAMP;
        }
        if (type.equals(DataTypes.TimestampType)) {
            return INSTANT;
        }
        throw new BridgeException.InvalidRequest(
                ErrorCode.INVALID_SETTING,
                "Expected partition-column to be a column of numbers, dates or timestamps, but '" + column + "' is "
                        + type.sql() + ".");
    }

    /** @throws BridgeException.InvalidRequest ({@code invalid-setting}) when the text is no value of the column */
    BigInteger bound(String setting, String text) {
        try {
            return position.apply(text.strip());
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_SETTING,
                    "Expected " + setting + " to be a value for " + declaration + ", such as "
                            + this.text.apply(BigInteger.ZERO) + ".",
                    e);
        }
    }

    /** The marker of a bound in a statement. */
    String marker() {
        return "CAST(? AS " + declaration + ")";
    }

    private static PartitionKey decimal(int scale) {
        return new PartitionKey(
                "decimal(38, " + scale + ")",
                text -> new BigDecimal(text).setScale(scale).unscaledValue(),
                unscaled -> new BigDecimal(unscaled, scale).toPlainString());
    }

    private static BigInteger micros(LocalDateTime time) {
        return BigInteger.valueOf(ChronoUnit.MICROS.between(EPOCH, time));
    }

    /** ISO 8601 with a T, which SQL Server reads the same in every language setting. */
    private static String dateTime(BigInteger micros) {
        return EPOCH.plus(micros.longValueExact(), ChronoUnit.MICROS).format(ISO);
    }
}
