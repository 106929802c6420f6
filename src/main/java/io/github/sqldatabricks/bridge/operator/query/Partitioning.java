package io.github.sqldatabricks.bridge.operator.query;

import io.github.sqldatabricks.bridge.extraction.RowRange;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.operator.connection.NamedSettings;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Divides the rows of a query by ranges of a column, so that each row is in exactly one part. The bounds only say where to divide:
 * rows below, above and without a value are in the first or the last part.
 */
final class Partitioning {

    private static final long MOST_PARTITIONS = 10_000;

    private final String query;
    private final String column;
    private final PartitionKey key;

    private Partitioning(String query, StructField column) {
        this.query = query;
        this.column = SqlServerTable.quote(column.name());
        this.key = PartitionKey.of(column.name(), column.dataType());
    }

    /**
     * The parts; a single one when no partition column is set.
     *
     * @throws BridgeException.InvalidRequest ({@code invalid-setting}) when the settings do not fit together or the query
     */
    static List<QueryPartition> of(QueryOptions options, StructType schema) {
        NamedSettings settings = options.settings();
        Optional<String> column = settings.text("partition-column");
        if (column.isEmpty()) {
            return List.of(new QueryPartition(options.query(), List.of()));
        }
        return new Partitioning(options.query(), field(schema, column.get())).parts(settings);
    }

    /** The query as a part of another statement; on lines of its own, because it may end with a comment. */
    static String derived(String query) {
        return "SELECT * FROM (\n" + query + "\n) AS bridge_query";
    }

    private static StructField field(StructType schema, String column) {
        return Arrays.stream(schema.fields())
                .filter(field -> field.name().equalsIgnoreCase(column))
                .findFirst()
                .orElseThrow(() -> new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_SETTING, "Expected partition-column to be a column of the query."));
    }

    private List<QueryPartition> parts(NamedSettings settings) {
        BigInteger lower = key.bound("lower-bound", settings.required("lower-bound"));
        BigInteger upper = key.bound("upper-bound", settings.required("upper-bound"));
        settings.required("num-partitions");
        long wanted = settings.number("num-partitions", 1, MOST_PARTITIONS).orElseThrow();
        if (lower.compareTo(upper) >= 0) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_SETTING, "Expected lower-bound to be less than upper-bound.");
        }
        List<BigInteger> borders = List.copyOf(borders(lower, upper, wanted));
        return RowRange.between(borders).stream().map(this::part).toList();
    }

    /** Between the parts; fewer when the range has fewer values. */
    private static TreeSet<BigInteger> borders(BigInteger lower, BigInteger upper, long wanted) {
        TreeSet<BigInteger> borders = new TreeSet<>();
        BigInteger range = upper.subtract(lower);
        for (long i = 1; i < wanted; i++) {
            borders.add(lower.add(range.multiply(BigInteger.valueOf(i)).divide(BigInteger.valueOf(wanted))));
        }
        return borders;
    }

    private QueryPartition part(RowRange<BigInteger> range) {
        if (range.isEverything()) {
            return new QueryPartition(query, List.of());
        }
        return new QueryPartition(
                derived(query) + " WHERE " + range.condition(column, key.marker()),
                range.borders().stream().map(key.text()).toList());
    }

    /**
     * A part of the rows, read by one task over one connection.
     *
     * @param sql the statement
     * @param values of its markers, in order
     */
    record QueryPartition(String sql, List<String> values) implements InputPartition {

        QueryPartition {
            values = List.copyOf(values);
        }
    }

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
            if (type.equals(DataTypes.ShortType)
                    || type.equals(DataTypes.IntegerType)
                    || type.equals(DataTypes.LongType)) {
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
}
