package io.github.sqldatabricks.bridge.sync.type;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.TargetType;
import java.math.BigDecimal;
import java.util.function.LongFunction;

/** bit, tinyint (0 to 255), smallint, int and bigint. */
final class WholeNumbers {

    private static final int TINYINT_MAX = 255;

    private WholeNumbers() {}

    static TargetType bit(DeclaredType declared) {
        Range range = new Range(0, 1, value -> value == 1);
        return CheckedType.of(declared)
                .taking(ColumnType.Bool.class, source -> Values.longs(range::check))
                .taking(SourceTypes.WHOLE_NUMBERS, source -> Values.longs(range::check));
    }

    static TargetType tinyint(DeclaredType declared) {
        return of(declared, new Range(0, TINYINT_MAX, value -> (short) value));
    }

    static TargetType smallint(DeclaredType declared) {
        return of(declared, new Range(Short.MIN_VALUE, Short.MAX_VALUE, value -> (short) value));
    }

    static TargetType integer(DeclaredType declared) {
        return of(declared, new Range(Integer.MIN_VALUE, Integer.MAX_VALUE, value -> (int) value));
    }

    static TargetType bigint(DeclaredType declared) {
        return of(declared, new Range(Long.MIN_VALUE, Long.MAX_VALUE, value -> value));
    }

    private static TargetType of(DeclaredType declared, Range range) {
        return CheckedType.of(declared)
                .taking(SourceTypes.WHOLE_NUMBERS, source -> Values.longs(range::check))
                .taking(ColumnType.Decimal.class, source -> Values.decimals(source, range::checkWhole));
    }

    /** Both ends belong to it. */
    private record Range(long least, long most, LongFunction<Object> form) {

        Object check(long value) {
            if (value < least || value > most) {
                throw Values.refused(expected());
            }
            return form.apply(value);
        }

        Object checkWhole(BigDecimal value) {
            try {
                return check(value.longValueExact());
            } catch (ArithmeticException e) {
                throw Values.refused(expected());
            }
        }

        private String expected() {
            return "a whole number from " + least + " to " + most;
        }
    }
}
