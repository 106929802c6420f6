package io.github.sqldatabricks.bridge.sqlserver.type;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * What columns of numbers take. Nothing is rounded. SQL Server counts NaN, infinities and subnormal numbers as invalid; -0.0 is
 * none of them.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/data-types/float-and-real-transact-sql">float and real</a>
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/errors-events/mssqlserver-2570-database-engine-error">data
 *     purity</a>
 */
final class NumberRules {

    private static final int TINYINT_MAX = 255;
    private static final int MONEY_SCALE = 4;
    private static final int REAL_BITS = 24;
    private static final int FLOAT_BITS = 53;

    private NumberRules() {}

    static TargetType bit(DeclaredType declared) {
        Range range = new Range(0, 1, value -> value == 1);
        return CheckedType.of(declared)
                .takingLongs(ColumnType.Kind.BOOL, range::check)
                .takingWholeNumbers(range::check);
    }

    /** It has no sign. */
    static TargetType tinyint(DeclaredType declared) {
        return whole(declared, new Range(0, TINYINT_MAX, value -> (short) value));
    }

    static TargetType smallint(DeclaredType declared) {
        return whole(declared, new Range(Short.MIN_VALUE, Short.MAX_VALUE, value -> (short) value));
    }

    static TargetType integer(DeclaredType declared) {
        return whole(declared, new Range(Integer.MIN_VALUE, Integer.MAX_VALUE, value -> (int) value));
    }

    static TargetType bigint(DeclaredType declared) {
        return whole(declared, new Range(Long.MIN_VALUE, Long.MAX_VALUE, value -> value));
    }

    private static TargetType whole(DeclaredType declared, Range range) {
        return CheckedType.of(declared).takingWholeNumbers(range::check).takingDecimals(range::checkWhole);
    }

    static TargetType decimal(DeclaredType declared) {
        int precision = declared.precision();
        return exact(declared, declared.scale(), value -> value.precision() <= precision);
    }

    /** A whole number of 64 bits, its last four digits after the point. */
    static TargetType money(DeclaredType declared) {
        return exact(declared, MONEY_SCALE, value -> value.unscaledValue().bitLength() < Long.SIZE);
    }

    /** A whole number of 32 bits, its last four digits after the point. */
    static TargetType smallmoney(DeclaredType declared) {
        return exact(declared, MONEY_SCALE, value -> value.unscaledValue().bitLength() < Integer.SIZE);
    }

    private static TargetType exact(DeclaredType declared, int scale, Predicate<BigDecimal> fits) {
        String expected = "a number in the range of " + declared.declaration() + " with at most " + scale
                + " digits after the point";
        return CheckedType.of(declared)
                .takingWholeNumbers(value -> scaled(BigDecimal.valueOf(value), scale, fits, expected))
                .takingDecimals(value -> scaled(value, scale, fits, expected));
    }

    private static Object scaled(BigDecimal value, int scale, Predicate<BigDecimal> fits, String expected) {
        try {
            BigDecimal scaled = value.setScale(scale, RoundingMode.UNNECESSARY);
            if (fits.test(scaled)) {
                return scaled;
            }
        } catch (ArithmeticException e) {
            throw CheckedType.refused(expected);
        }
        throw CheckedType.refused(expected);
    }

    static TargetType real(DeclaredType declared) {
        return CheckedType.of(declared).takingFloats(NumberRules::real).takingWholeNumbers(value ->
                (float) significant(value, REAL_BITS));
    }

    /** The type float, of 64 bits. */
    static TargetType doublePrecision(DeclaredType declared) {
        return CheckedType.of(declared)
                .takingFloats(NumberRules::doublePrecision)
                .takingWholeNumbers(value -> (double) significant(value, FLOAT_BITS));
    }

    private static Object real(double value) {
        float narrow = (float) value;
        if (narrow != value || !isValid(narrow, Float.MIN_NORMAL)) {
            throw CheckedType.refused("a number that 32 bits hold exactly, neither NaN, infinite nor subnormal");
        }
        return narrow;
    }

    private static Object doublePrecision(double value) {
        if (!isValid(value, Double.MIN_NORMAL)) {
            throw CheckedType.refused("a number that is neither NaN, infinite nor subnormal");
        }
        return value;
    }

    private static boolean isValid(double value, double leastNormal) {
        return Double.isFinite(value) && (value == 0 || Math.abs(value) >= leastNormal);
    }

    private static long significant(long value, int bits) {
        int needed = Long.SIZE - Long.numberOfLeadingZeros(Math.abs(value)) - Long.numberOfTrailingZeros(value);
        if (needed > bits) {
            throw CheckedType.refused("a whole number of at most " + bits + " significant bits");
        }
        return value;
    }

    /** Both ends belong to it. */
    private record Range(long least, long most, LongFunction<Object> form) {

        Object check(long value) {
            if (value < least || value > most) {
                throw CheckedType.refused(expected());
            }
            return form.apply(value);
        }

        Object checkWhole(BigDecimal value) {
            try {
                return check(value.longValueExact());
            } catch (ArithmeticException e) {
                throw CheckedType.refused(expected());
            }
        }

        private String expected() {
            return "a whole number from " + least + " to " + most;
        }
    }
}
