package io.github.sqldatabricks.bridge.sync.type;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.sync.TargetType.ValueReader;
import io.github.sqldatabricks.bridge.sync.TargetType.ValueRefused;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.LongFunction;

/** Readers by the kind of vector that the source's type uses; each hands the value to a check. */
final class Values {

    private Values() {}

    static ValueReader longs(LongFunction<Object> check) {
        return (values, row) -> check.apply(((ColumnVector.Longs) values).get(row));
    }

    static ValueReader doubles(DoubleFunction<Object> check) {
        return (values, row) -> check.apply(((ColumnVector.Doubles) values).get(row));
    }

    static ValueReader text(Function<String, Object> check) {
        return (values, row) -> check.apply((String) ((ColumnVector.Objects) values).get(row));
    }

    static ValueReader bytes(Function<byte[], Object> check) {
        return (values, row) -> check.apply((byte[]) ((ColumnVector.Objects) values).get(row));
    }

    /** @param source a decimal; up to 18 digits its values come as longs, above as objects */
    static ValueReader decimals(ColumnType source, Function<BigDecimal, Object> check) {
        ColumnType.Decimal decimal = (ColumnType.Decimal) source;
        int scale = decimal.scale();
        return decimal.fitsLong()
                ? longs(unscaled -> check.apply(BigDecimal.valueOf(unscaled, scale)))
                : (values, row) ->
                        check.apply(new BigDecimal((BigInteger) ((ColumnVector.Objects) values).get(row), scale));
    }

    /**
     * What a check throws.
     *
     * @param expected what fits, such as {@code 0 or 1}
     */
    static ValueRefused refused(String expected) {
        return new ValueRefused("expected " + expected + ".");
    }
}
