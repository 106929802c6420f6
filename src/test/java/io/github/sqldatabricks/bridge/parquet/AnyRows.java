package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Random rows of random columns. Values are as a {@code ColumnVector} keeps them.
 *
 * @param rows values by row, then by column; null where the column is nullable
 */
record AnyRows(RowSchema schema, List<List<Object>> rows) {

    private static final int MAX_COLUMNS = 12;
    private static final int MAX_ROWS = 300;
    private static final double NULLS = 0.2;
    private static final long MICROSECONDS_OF_A_DAY = 86_400_000_000L;
    private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

    static Arbitrary<AnyRows> arbitrary() {
        return schemas()
                .flatMap(schema -> Combinators.combine(
                                schema.columns().stream().map(AnyRows::values).toList())
                        .as(values -> values)
                        .list()
                        .ofMaxSize(MAX_ROWS)
                        .map(rows -> new AnyRows(schema, rows)));
    }

    private static Arbitrary<RowSchema> schemas() {
        Arbitrary<Boolean> nullable = Arbitraries.of(true, false);
        return Combinators.combine(types(), nullable)
                .as((type, nulls) -> new Column("unnamed", type, nulls, "any"))
                .list()
                .ofMinSize(1)
                .ofMaxSize(MAX_COLUMNS)
                .map(AnyRows::named);
    }

    private static RowSchema named(List<Column> columns) {
        return new RowSchema(IntStream.range(0, columns.size())
                .mapToObj(number -> new Column(
                        "c" + number,
                        columns.get(number).type(),
                        columns.get(number).nullable(),
                        "any"))
                .toList());
    }

    /** Every kind of type, found in the sealed hierarchy, so that a new one can't be forgotten. */
    private static Arbitrary<ColumnType> types() {
        return Arbitraries.of(Arrays.asList(ColumnType.class.getPermittedSubclasses()))
                .flatMap(AnyRows::typesOf);
    }

    private static Arbitrary<ColumnType> typesOf(Class<?> kind) {
        if (kind == ColumnType.Decimal.class) {
            return Arbitraries.integers()
                    .between(1, 38)
                    .flatMap(precision -> Arbitraries.integers()
                            .between(0, precision)
                            .map(scale -> new ColumnType.Decimal(precision, scale)));
        }
        return Arbitraries.of(Stream.of(
                        new ColumnType.Bool(),
                        new ColumnType.Int16(),
                        new ColumnType.Int32(),
                        new ColumnType.Int64(),
                        new ColumnType.Float32(),
                        new ColumnType.Float64(),
                        new ColumnType.Text(),
                        new ColumnType.Bytes(),
                        new ColumnType.Date(),
                        new ColumnType.LocalTimestamp(6),
                        new ColumnType.Instant(6))
                .filter(kind::isInstance)
                .toList());
    }

    private static Arbitrary<Object> values(Column column) {
        Arbitrary<Object> present = present(column.type()).map(value -> value);
        return column.nullable() ? present.injectNull(NULLS) : present;
    }

    private static Arbitrary<?> present(ColumnType type) {
        if (type instanceof ColumnType.Decimal decimal) {
            return decimals(decimal);
        }
        if (type instanceof ColumnType.Float32) {
            return withSpecials(Arbitraries.floats().map(value -> (double) value));
        }
        if (type instanceof ColumnType.Float64) {
            return withSpecials(Arbitraries.doubles());
        }
        if (type instanceof ColumnType.Text) {
            return texts();
        }
        return type instanceof ColumnType.Bytes
                ? Arbitraries.bytes().array(byte[].class).ofMaxSize(60)
                : longs(type);
    }

    private static Arbitrary<Double> withSpecials(Arbitrary<Double> numbers) {
        return Arbitraries.frequencyOf(
                Tuple.of(9, numbers),
                Tuple.of(1, Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0)));
    }

    private static Arbitrary<Long> longs(ColumnType type) {
        if (type instanceof ColumnType.Bool) {
            return Arbitraries.longs().between(0, 1);
        }
        if (type instanceof ColumnType.Int16) {
            return Arbitraries.longs().between(Short.MIN_VALUE, Short.MAX_VALUE);
        }
        if (type instanceof ColumnType.Int32) {
            return Arbitraries.longs().between(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type instanceof ColumnType.Date) {
            return Arbitraries.longs().between(FIRST_DAY, LAST_DAY);
        }
        return type instanceof ColumnType.Int64
                ? Arbitraries.longs()
                : Arbitraries.longs()
                        .between(FIRST_DAY * MICROSECONDS_OF_A_DAY, (LAST_DAY + 1) * MICROSECONDS_OF_A_DAY - 1);
    }

    private static Arbitrary<?> decimals(ColumnType.Decimal type) {
        BigInteger largest = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
        Arbitrary<BigInteger> unscaled = Arbitraries.bigIntegers().between(largest.negate(), largest);
        return type.fitsLong() ? unscaled.map(BigInteger::longValueExact) : unscaled;
    }

    /** Text of code points, so that no half of a surrogate pair stands alone; sometimes longer than a page. */
    private static Arbitrary<String> texts() {
        Arbitrary<String> short40 = Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .list()
                .ofMaxSize(40)
                .map(AnyRows::text);
        return Arbitraries.frequencyOf(Tuple.of(20, short40), Tuple.of(1, short40.map(text -> text.repeat(50))));
    }

    private static String text(List<Integer> points) {
        StringBuilder text = new StringBuilder();
        points.forEach(text::appendCodePoint);
        return text.toString();
    }
}
