package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/**
 * A type with values, each with the text that DuckDB must show for it.
 *
 * @param values as a {@code ColumnVector} of the type keeps them; a null is always added
 * @param duckDbTexts one for each value
 */
record ParquetCase(ColumnType type, List<Object> values, List<String> duckDbTexts) {

    private static final long MICROS = 1_000_000;

    static List<ParquetCase> all() {
        return Stream.of(numbers(), decimals(), textAndBytes(), times())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ParquetCase> numbers() {
        return List.of(
                new ParquetCase(new ColumnType.Bool(), List.of(0L, 1L), List.of("false", "true")),
                new ParquetCase(
                        new ColumnType.Int16(),
                        List.of(-32768L, 0L, 255L, 32767L),
                        List.of("-32768", "0", "255", "32767")),
                new ParquetCase(
                        new ColumnType.Int32(),
                        List.of((long) Integer.MIN_VALUE, (long) Integer.MAX_VALUE),
                        List.of("-2147483648", "2147483647")),
                new ParquetCase(
                        new ColumnType.Int64(),
                        List.of(Long.MIN_VALUE, Long.MAX_VALUE),
                        List.of("-9223372036854775808", "9223372036854775807")),
                new ParquetCase(
                        new ColumnType.Float32(),
                        List.of(
                                -(double) Float.MAX_VALUE,
                                (double) Float.MIN_VALUE,
                                Double.NaN,
                                Double.NEGATIVE_INFINITY),
                        List.of("-3.4028235e+38", "1e-45", "nan", "-inf")),
                new ParquetCase(
                        new ColumnType.Float64(),
                        List.of(Double.MAX_VALUE, -0.0, Double.POSITIVE_INFINITY),
                        List.of("1.7976931348623157e+308", "-0.0", "inf")));
    }

    private static List<ParquetCase> decimals() {
        return List.of(
                decimal(1, 0),
                decimal(9, 9),
                decimal(10, 2),
                decimal(18, 18),
                decimal(19, 4),
                decimal(38, 0),
                decimal(38, 38));
    }

    private static List<ParquetCase> textAndBytes() {
        return List.of(
                new ParquetCase(
                        new ColumnType.Text(),
                        List.of(
                                "",
                                "O'Higgins \u00f1 \u6f22",
                                "\0",
                                "a\0b\0",
                                "\ud800\udc00 \ud83d\ude80 \udbff\udfff"),
                        List.of(
                                "",
                                "O'Higgins \u00f1 \u6f22",
                                "\0",
                                "a\0b\0",
                                "\ud800\udc00 \ud83d\ude80 \udbff\udfff")),
                new ParquetCase(
                        new ColumnType.Bytes(),
                        List.of(new byte[0], "bytes".getBytes(StandardCharsets.US_ASCII)),
                        List.of("", "bytes")));
    }

    private static List<ParquetCase> times() {
        return List.of(
                new ParquetCase(
                        new ColumnType.Date(),
                        List.of(day("0001-01-01"), day("1582-10-10"), day("1969-12-31"), day("9999-12-31")),
                        List.of("0001-01-01", "1582-10-10", "1969-12-31", "9999-12-31")),
                new ParquetCase(
                        new ColumnType.LocalTimestamp(7),
                        List.of(
                                micros("0001-01-01T00:00:00"),
                                micros("2024-03-31T02:30:00.123456"),
                                micros("9999-12-31T23:59:59.999999")),
                        List.of("0001-01-01 00:00:00", "2024-03-31 02:30:00.123456", "9999-12-31 23:59:59.999999")),
                new ParquetCase(
                        new ColumnType.Instant(7),
                        List.of(
                                micros("0001-01-01T00:00:00"),
                                micros("2024-03-31T01:30:00.5"),
                                micros("9999-12-31T23:59:59.999999")),
                        List.of(
                                "0001-01-01 00:00:00+00",
                                "2024-03-31 01:30:00.5+00",
                                "9999-12-31 23:59:59.999999+00")));
    }

    private static ParquetCase decimal(int precision, int scale) {
        ColumnType.Decimal type = new ColumnType.Decimal(precision, scale);
        BigInteger largest = BigInteger.TEN.pow(precision).subtract(BigInteger.ONE);
        List<BigInteger> unscaled = List.of(largest.negate(), BigInteger.ONE.negate(), BigInteger.ZERO, largest);
        return new ParquetCase(
                type,
                unscaled.stream()
                        .map(value -> type.fitsLong() ? (Object) value.longValueExact() : value)
                        .toList(),
                unscaled.stream()
                        .map(value -> duckDbText(new BigDecimal(value, scale), precision == scale))
                        .toList());
    }

    /** DuckDB writes no zero before the point of a type that has no digit there. */
    private static String duckDbText(BigDecimal value, boolean fractionOnly) {
        String text = value.toPlainString();
        return fractionOnly ? text.replaceFirst("^(-?)0\\.", "$1.") : text;
    }

    private static long day(String text) {
        return LocalDate.parse(text).toEpochDay();
    }

    private static long micros(String text) {
        LocalDateTime time = LocalDateTime.parse(text);
        return time.toEpochSecond(ZoneOffset.UTC) * MICROS + time.getNano() / 1000;
    }
}
