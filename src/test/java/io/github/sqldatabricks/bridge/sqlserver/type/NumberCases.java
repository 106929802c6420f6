package io.github.sqldatabricks.bridge.sqlserver.type;

import static io.github.sqldatabricks.bridge.sqlserver.type.TargetTypeCase.refused;
import static io.github.sqldatabricks.bridge.sqlserver.type.TargetTypeCase.taken;

import io.github.sqldatabricks.bridge.model.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Least, most and just outside of every type of numbers. */
final class NumberCases {

    private static final ColumnType BOOL = new ColumnType.Bool();
    private static final ColumnType INT16 = new ColumnType.Int16();
    private static final ColumnType INT32 = new ColumnType.Int32();
    private static final ColumnType INT64 = new ColumnType.Int64();
    private static final ColumnType FLOAT32 = new ColumnType.Float32();
    private static final ColumnType FLOAT64 = new ColumnType.Float64();
    private static final ColumnType SHORT_DECIMAL = new ColumnType.Decimal(18, 2);
    private static final ColumnType LONG_DECIMAL = new ColumnType.Decimal(38, 4);
    private static final BigInteger MOST_38 = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);

    private NumberCases() {}

    static Stream<TargetTypeCase> all() {
        return Stream.of(whole(), wholeFromDecimals(), floating(), decimals(), money())
                .flatMap(List::stream);
    }

    private static List<TargetTypeCase> whole() {
        return List.of(
                taken(type("bit"), BOOL, 0, false),
                taken(type("bit"), BOOL, 1, true),
                taken(type("bit"), INT64, 1, true),
                refused(type("bit"), INT32, 2),
                refused(type("bit"), INT16, -1),
                taken(type("tinyint"), INT16, 0, (short) 0),
                taken(type("tinyint"), INT64, 255, (short) 255),
                refused(type("tinyint"), INT64, 256),
                refused(type("tinyint"), INT16, -1),
                taken(type("smallint"), INT16, -32768, Short.MIN_VALUE),
                taken(type("smallint"), INT32, 32767, Short.MAX_VALUE),
                refused(type("smallint"), INT32, 32768),
                refused(type("smallint"), INT64, -32769),
                taken(type("int"), INT32, Integer.MIN_VALUE, Integer.MIN_VALUE),
                taken(type("int"), INT64, Integer.MAX_VALUE, Integer.MAX_VALUE),
                refused(type("int"), INT64, Integer.MAX_VALUE + 1L),
                refused(type("int"), INT64, Integer.MIN_VALUE - 1L),
                taken(type("bigint"), INT64, Long.MIN_VALUE, Long.MIN_VALUE),
                taken(type("bigint"), INT64, Long.MAX_VALUE, Long.MAX_VALUE));
    }

    private static List<TargetTypeCase> wholeFromDecimals() {
        return List.of(
                taken(type("tinyint"), SHORT_DECIMAL, 25500, (short) 255),
                refused(type("tinyint"), SHORT_DECIMAL, 25501),
                refused(type("tinyint"), SHORT_DECIMAL, -100),
                taken(type("smallint"), SHORT_DECIMAL, -3276800, Short.MIN_VALUE),
                refused(type("smallint"), SHORT_DECIMAL, -3276900),
                taken(type("int"), SHORT_DECIMAL, -700, -7),
                refused(type("int"), LONG_DECIMAL, MOST_38),
                taken(type("bigint"), new ColumnType.Decimal(38, 0), big(Long.MAX_VALUE), Long.MAX_VALUE),
                taken(type("bigint"), new ColumnType.Decimal(38, 0), big(Long.MIN_VALUE), Long.MIN_VALUE),
                refused(
                        type("bigint"),
                        new ColumnType.Decimal(38, 0),
                        big(Long.MAX_VALUE).add(BigInteger.ONE)),
                refused(type("bigint"), LONG_DECIMAL, BigInteger.ONE));
    }

    private static List<TargetTypeCase> floating() {
        return List.of(
                taken(type("real"), FLOAT32, Float.MAX_VALUE, Float.MAX_VALUE),
                taken(type("real"), FLOAT32, -Float.MIN_NORMAL, -Float.MIN_NORMAL),
                taken(type("real"), FLOAT32, -0.0f, -0.0f),
                taken(type("real"), FLOAT64, 0.5, 0.5f),
                refused(type("real"), FLOAT64, 0.1),
                refused(type("real"), FLOAT64, 2.0 * Float.MAX_VALUE),
                refused(type("real"), FLOAT64, Double.MIN_NORMAL),
                refused(type("real"), FLOAT32, Float.MIN_VALUE),
                refused(type("real"), FLOAT32, Float.NaN),
                refused(type("real"), FLOAT32, Float.POSITIVE_INFINITY),
                taken(type("real"), INT32, 1 << 24, (float) (1 << 24)),
                refused(type("real"), INT32, (1 << 24) + 1),
                taken(type("float"), FLOAT64, Double.MAX_VALUE, Double.MAX_VALUE),
                taken(type("float"), FLOAT64, Double.MIN_NORMAL, Double.MIN_NORMAL),
                taken(type("float"), FLOAT64, -0.0, -0.0),
                taken(type("float"), FLOAT32, 0.1f, (double) 0.1f),
                refused(type("float"), FLOAT64, Double.NaN),
                refused(type("float"), FLOAT64, Double.NEGATIVE_INFINITY),
                refused(type("float"), FLOAT64, Double.MIN_VALUE),
                taken(type("float"), INT64, 1L << 53, (double) (1L << 53)),
                taken(type("float"), INT64, Long.MIN_VALUE, (double) Long.MIN_VALUE),
                taken(type("float"), INT16, 0, 0.0),
                refused(type("float"), INT64, (1L << 53) + 1),
                refused(type("float"), INT64, Long.MAX_VALUE));
    }

    private static List<TargetTypeCase> decimals() {
        DeclaredType small = decimal("decimal", 5, 1);
        DeclaredType large = decimal("numeric", 38, 4);
        return List.of(
                taken(small, SHORT_DECIMAL, 999990, new BigDecimal("9999.9")),
                taken(small, SHORT_DECIMAL, -999990, new BigDecimal("-9999.9")),
                refused(small, SHORT_DECIMAL, 1000000),
                refused(small, SHORT_DECIMAL, 1),
                taken(small, INT32, 9999, new BigDecimal("9999.0")),
                refused(small, INT64, 10000),
                taken(large, LONG_DECIMAL, MOST_38, new BigDecimal(MOST_38, 4)),
                taken(large, LONG_DECIMAL, MOST_38.negate(), new BigDecimal(MOST_38.negate(), 4)),
                refused(large, new ColumnType.Decimal(38, 0), MOST_38),
                taken(large, new ColumnType.Decimal(38, 5), BigInteger.TEN, new BigDecimal("0.0001")),
                refused(large, new ColumnType.Decimal(38, 5), BigInteger.ONE),
                taken(large, INT64, Long.MIN_VALUE, new BigDecimal(Long.MIN_VALUE).setScale(4)),
                taken(large, SHORT_DECIMAL, 0, new BigDecimal("0.0000")));
    }

    private static List<TargetTypeCase> money() {
        return List.of(
                taken(type("money"), LONG_DECIMAL, big(Long.MAX_VALUE), new BigDecimal("922337203685477.5807")),
                taken(type("money"), LONG_DECIMAL, big(Long.MIN_VALUE), new BigDecimal("-922337203685477.5808")),
                refused(type("money"), LONG_DECIMAL, big(Long.MAX_VALUE).add(BigInteger.ONE)),
                refused(type("money"), LONG_DECIMAL, big(Long.MIN_VALUE).subtract(BigInteger.ONE)),
                refused(type("money"), new ColumnType.Decimal(18, 5), 1),
                taken(type("money"), INT64, 922337203685477L, new BigDecimal("922337203685477.0000")),
                refused(type("money"), INT64, 922337203685478L),
                taken(type("smallmoney"), LONG_DECIMAL, big(Integer.MAX_VALUE), new BigDecimal("214748.3647")),
                taken(type("smallmoney"), LONG_DECIMAL, big(Integer.MIN_VALUE), new BigDecimal("-214748.3648")),
                refused(type("smallmoney"), LONG_DECIMAL, big(Integer.MAX_VALUE + 1L)),
                refused(type("smallmoney"), LONG_DECIMAL, big(Integer.MIN_VALUE - 1L)),
                taken(type("smallmoney"), INT16, -3, new BigDecimal("-3.0000")),
                refused(type("smallmoney"), INT32, 214749));
    }

    private static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }

    private static DeclaredType type(String name) {
        return new DeclaredType(name, 0, 0, 0, OptionalInt.empty());
    }

    private static DeclaredType decimal(String name, int precision, int scale) {
        return new DeclaredType(name, 0, precision, scale, OptionalInt.empty());
    }
}
