package io.github.sqldatabricks.bridge.sync.type;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.TargetType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.Predicate;

/** decimal, numeric, money and smallmoney. Nothing is rounded. */
final class Decimals {

    private static final int MONEY_SCALE = 4;

    private Decimals() {}

    static TargetType decimal(DeclaredType declared) {
        int precision = declared.precision();
        return of(declared, declared.scale(), value -> value.precision() <= precision);
    }

    /** A whole number of 64 bits, its last four digits after the point. */
    static TargetType money(DeclaredType declared) {
        return of(declared, MONEY_SCALE, value -> value.unscaledValue().bitLength() < Long.SIZE);
    }

    /** A whole number of 32 bits, its last four digits after the point. */
    static TargetType smallmoney(DeclaredType declared) {
        return of(declared, MONEY_SCALE, value -> value.unscaledValue().bitLength() < Integer.SIZE);
    }

    private static TargetType of(DeclaredType declared, int scale, Predicate<BigDecimal> fits) {
        String expected = "a number in the range of " + declared.declaration() + " with at most " + scale
                + " digits after the point";
        return CheckedType.of(declared)
                .taking(
                        SourceTypes.WHOLE_NUMBERS,
                        source -> Values.longs(value -> check(BigDecimal.valueOf(value), scale, fits, expected)))
                .taking(
                        ColumnType.Decimal.class,
                        source -> Values.decimals(source, value -> check(value, scale, fits, expected)));
    }

    private static Object check(BigDecimal value, int scale, Predicate<BigDecimal> fits, String expected) {
        try {
            BigDecimal scaled = value.setScale(scale, RoundingMode.UNNECESSARY);
            if (fits.test(scaled)) {
                return scaled;
            }
        } catch (ArithmeticException e) {
            throw Values.refused(expected);
        }
        throw Values.refused(expected);
    }
}
