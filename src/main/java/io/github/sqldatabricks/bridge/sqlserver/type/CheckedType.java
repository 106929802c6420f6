package io.github.sqldatabricks.bridge.sqlserver.type;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A target type that takes some types of the source, each with its own check. A check gives the value for the driver or throws
 * {@link #refused}. Immutable.
 */
final class CheckedType implements TargetType {

    private final String declaration;
    private final Map<ColumnType.Kind, Function<ColumnType, ValueReader>> readers;

    private CheckedType(String declaration, Map<ColumnType.Kind, Function<ColumnType, ValueReader>> readers) {
        this.declaration = declaration;
        this.readers = readers;
    }

    /** Takes nothing yet. */
    static CheckedType of(DeclaredType declared) {
        return new CheckedType(declared.declaration(), Map.of());
    }

    /** Takes whole numbers too; Databricks' TINYINT comes as 16 bits. */
    CheckedType takingWholeNumbers(LongFunction<Object> check) {
        return takingLongs(ColumnType.Kind.INT16, check)
                .takingLongs(ColumnType.Kind.INT32, check)
                .takingLongs(ColumnType.Kind.INT64, check);
    }

    /** Takes a kind too whose vectors are {@link ColumnVector.Longs}. */
    CheckedType takingLongs(ColumnType.Kind kind, LongFunction<Object> check) {
        return taking(kind, source -> longs(check));
    }

    /** Takes floating-point numbers too. */
    CheckedType takingFloats(DoubleFunction<Object> check) {
        ValueReader reader = (values, row) -> check.apply(((ColumnVector.Doubles) values).get(row));
        return taking(ColumnType.Kind.FLOAT32, source -> reader).taking(ColumnType.Kind.FLOAT64, source -> reader);
    }

    /** Takes decimals too; up to 18 digits their values come as longs, above as objects. */
    CheckedType takingDecimals(Function<BigDecimal, Object> check) {
        return taking(ColumnType.Kind.DECIMAL, source -> decimals((ColumnType.Decimal) source, check));
    }

    /** Takes text too. */
    CheckedType takingText(Function<String, Object> check) {
        return takingText(() -> check);
    }

    /** Takes text too, by a check that has a state, so each column of each event has its own. */
    CheckedType takingText(Supplier<Function<String, Object>> checks) {
        return taking(ColumnType.Kind.TEXT, source -> {
            Function<String, Object> check = checks.get();
            return (values, row) -> check.apply((String) ((ColumnVector.Objects) values).get(row));
        });
    }

    /** Takes bytes too. */
    CheckedType takingBytes(Function<byte[], Object> check) {
        return taking(
                ColumnType.Kind.BYTES,
                source -> (values, row) -> check.apply((byte[]) ((ColumnVector.Objects) values).get(row)));
    }

    private CheckedType taking(ColumnType.Kind kind, Function<ColumnType, ValueReader> reader) {
        Map<ColumnType.Kind, Function<ColumnType, ValueReader>> more = new LinkedHashMap<>(readers);
        more.put(kind, reader);
        return new CheckedType(declaration, more);
    }

    private static ValueReader longs(LongFunction<Object> check) {
        return (values, row) -> check.apply(((ColumnVector.Longs) values).get(row));
    }

    private static ValueReader decimals(ColumnType.Decimal source, Function<BigDecimal, Object> check) {
        int scale = source.scale();
        return source.fitsLong()
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

    @Override
    public String declaration() {
        return declaration;
    }

    @Override
    public Optional<String> refusal(ColumnType source) {
        return readers.containsKey(source.kind()) ? Optional.empty() : Optional.of(advice(source.kind()));
    }

    @Override
    public ValueReader reader(ColumnType source) {
        return readers.get(source.kind()).apply(source);
    }

    private String advice(ColumnType.Kind source) {
        Set<ColumnType.Kind> taken = readers.keySet();
        if (source == ColumnType.Kind.INSTANT && taken.contains(ColumnType.Kind.LOCAL_TIMESTAMP)) {
            return "an instant shows a date and time in some zone only; make it TIMESTAMP_NTZ in the source.";
        }
        if (source == ColumnType.Kind.LOCAL_TIMESTAMP && taken.contains(ColumnType.Kind.INSTANT)) {
            return "a date and time without a zone is no instant; make it TIMESTAMP in the source.";
        }
        String names = taken.stream().map(ColumnType.Kind::databricksName).collect(Collectors.joining(", "));
        return "it takes " + names + "; CAST the column in the source.";
    }

    /** A target type that takes nothing. */
    record Refused(String declaration, String reason) implements TargetType {

        @Override
        public Optional<String> refusal(ColumnType source) {
            return Optional.of(reason);
        }

        @Override
        public ValueReader reader(ColumnType source) {
            throw new IllegalStateException(declaration + " takes nothing: ask for the refusal first");
        }
    }
}
