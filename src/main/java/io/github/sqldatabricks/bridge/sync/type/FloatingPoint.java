package io.github.sqldatabricks.bridge.sync.type;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.TargetType;
import java.util.List;

/**
 * real and float. SQL Server counts NaN, infinities and subnormal numbers as invalid; -0.0 is none of them.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/data-types/float-and-real-transact-sql">float and real</a>
 * @see <a href="https://learn.microsoft.com/sql/relational-databases/errors-events/mssqlserver-2570-database-engine-error">data
 *     purity</a>
 */
final class FloatingPoint {

    private static final List<Class<? extends ColumnType>> SOURCES =
            List.of(ColumnType.Float32.class, ColumnType.Float64.class);
    private static final int REAL_BITS = 24;
    private static final int FLOAT_BITS = 53;

    private FloatingPoint() {}

    static TargetType real(DeclaredType declared) {
        return CheckedType.of(declared)
                .taking(SOURCES, source -> Values.doubles(FloatingPoint::real))
                .taking(SourceTypes.WHOLE_NUMBERS, source -> Values.longs(value -> (float) exact(value, REAL_BITS)));
    }

    static TargetType doublePrecision(DeclaredType declared) {
        return CheckedType.of(declared)
                .taking(SOURCES, source -> Values.doubles(FloatingPoint::doublePrecision))
                .taking(SourceTypes.WHOLE_NUMBERS, source -> Values.longs(value -> (double) exact(value, FLOAT_BITS)));
    }

    private static Object real(double value) {
        float narrow = (float) value;
        if (narrow != value || !isValid(narrow, Float.MIN_NORMAL)) {
            throw Values.refused("a number that 32 bits hold exactly, neither NaN, infinite nor subnormal");
        }
        return narrow;
    }

    private static Object doublePrecision(double value) {
        if (!isValid(value, Double.MIN_NORMAL)) {
            throw Values.refused("a number that is neither NaN, infinite nor subnormal");
        }
        return value;
    }

    private static boolean isValid(double value, double leastNormal) {
        return Double.isFinite(value) && (value == 0 || Math.abs(value) >= leastNormal);
    }

    private static long exact(long value, int bits) {
        int significant = Long.SIZE - Long.numberOfLeadingZeros(Math.abs(value)) - Long.numberOfTrailingZeros(value);
        if (significant > bits) {
            throw Values.refused("a whole number of at most " + bits + " significant bits");
        }
        return value;
    }
}
