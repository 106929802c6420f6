package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.testing.RandomValues;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Random rows of random columns. Values are as a {@code ColumnVector} keeps them.
 *
 * @param rows values by row, then by column; null where the column is nullable
 */
record AnyRows(RowSchema schema, List<List<Object>> rows) {

    private static final int MAX_COLUMNS = 12;
    private static final int MAX_ROWS = 300;
    private static final int MAX_BYTES = 60;
    private static final int MAX_CODE_POINTS = 40;
    private static final int MAX_PRECISION = 38;
    private static final double NULLS = 0.2;
    private static final double SPECIAL_NUMBERS = 0.1;
    private static final double LONG_TEXTS = 0.05;
    private static final int LONGER_THAN_A_PAGE = 50;
    private static final long MICROSECONDS_OF_A_DAY = 86_400_000_000L;
    private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

    static AnyRows of(RandomValues values) {
        RowSchema schema = schema(values);
        return new AnyRows(schema, values.list(MAX_ROWS, () -> row(values, schema)));
    }

    private static RowSchema schema(RandomValues values) {
        List<Column> columns = new ArrayList<>();
        int count = values.between(1, MAX_COLUMNS);
        for (int i = 0; i < count; i++) {
            columns.add(new Column("c" + i, type(values), values.chance(0.5), "any"));
        }
        return new RowSchema(columns);
    }

    /** Every kind of type, found in the sealed hierarchy, so that a new one can't be forgotten. */
    private static ColumnType type(RandomValues values) {
        Class<?> kind = values.of(List.of(ColumnType.class.getPermittedSubclasses()));
        if (kind == ColumnType.Decimal.class) {
            int precision = values.between(1, MAX_PRECISION);
            return new ColumnType.Decimal(precision, values.between(0, precision));
        }
        return values.of(Stream.of(
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

    private static List<Object> row(RandomValues values, RowSchema schema) {
        List<Object> row = new ArrayList<>();
        for (Column column : schema.columns()) {
            row.add(column.nullable() && values.chance(NULLS) ? null : present(values, column.type()));
        }
        return row;
    }

    private static Object present(RandomValues values, ColumnType type) {
        if (type instanceof ColumnType.Decimal decimal) {
            return decimal(values, decimal);
        }
        if (type instanceof ColumnType.Float32) {
            return values.chance(SPECIAL_NUMBERS)
                    ? special(values, Float.MIN_VALUE, Float.MAX_VALUE)
                    : values.finiteFloat();
        }
        if (type instanceof ColumnType.Float64) {
            return values.chance(SPECIAL_NUMBERS)
                    ? special(values, Double.MIN_VALUE, Double.MAX_VALUE)
                    : values.finiteDouble();
        }
        if (type instanceof ColumnType.Text) {
            return text(values);
        }
        return type instanceof ColumnType.Bytes ? values.bytes(MAX_BYTES) : whole(values, type);
    }

    private static double special(RandomValues values, double smallest, double largest) {
        return values.of(List.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                -0.0,
                0.0,
                1.0,
                smallest,
                -smallest,
                largest,
                -largest));
    }

    private static long whole(RandomValues values, ColumnType type) {
        if (type instanceof ColumnType.Bool) {
            return values.between(0, 1);
        }
        if (type instanceof ColumnType.Int16) {
            return values.between(Short.MIN_VALUE, Short.MAX_VALUE);
        }
        if (type instanceof ColumnType.Int32) {
            return values.between(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type instanceof ColumnType.Date) {
            return values.between(FIRST_DAY, LAST_DAY);
        }
        return type instanceof ColumnType.Int64
                ? values.between(Long.MIN_VALUE, Long.MAX_VALUE)
                : values.between(FIRST_DAY * MICROSECONDS_OF_A_DAY, (LAST_DAY + 1) * MICROSECONDS_OF_A_DAY - 1);
    }

    private static Object decimal(RandomValues values, ColumnType.Decimal type) {
        BigInteger largest = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
        BigInteger unscaled = values.between(largest.negate(), largest);
        if (type.fitsLong()) {
            return unscaled.longValueExact();
        }
        return unscaled;
    }

    /** Text of code points, so that no half of a surrogate pair stands alone; sometimes longer than a page. */
    private static String text(RandomValues values) {
        StringBuilder text = new StringBuilder();
        values.list(MAX_CODE_POINTS, () -> values.between(0, Character.MAX_CODE_POINT)).stream()
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .forEach(text::appendCodePoint);
        return values.chance(LONG_TEXTS) ? text.toString().repeat(LONGER_THAN_A_PAGE) : text.toString();
    }
}
