package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetColumn;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Reads the text of a condition as a value of the column's type, by the same checks as a source's values. A database would
 * do it too, but it rounds and cuts on the way ({@code CAST('1.239' AS decimal(5, 2))} is 1.24), and other rows would be
 * deleted than those that were meant.
 */
public final class ConditionValue {

    private static final ColumnType.Text TEXT = new ColumnType.Text();
    private static final ColumnType.Int64 WHOLE = new ColumnType.Int64();
    private static final ColumnType.Float64 FLOAT = new ColumnType.Float64();
    private static final ColumnType.Date DATE = new ColumnType.Date();
    private static final ColumnType.LocalTimestamp TIMESTAMP =
            new ColumnType.LocalTimestamp(ColumnType.MICROSECOND_DIGITS);
    private static final ColumnType.Instant INSTANT = new ColumnType.Instant(ColumnType.MICROSECOND_DIGITS);
    private static final ColumnType.Bytes BYTES = new ColumnType.Bytes();

    private static final String HEXADECIMAL_PREFIX = "0x";

    /** The first whose type the column takes reads the text. */
    private static final List<Reading> READINGS = List.of(
            new Reading(TEXT, text -> new Parsed(TEXT, text)),
            new Reading(FLOAT, text -> new Parsed(FLOAT, Double.valueOf(text))),
            new Reading(new ColumnType.Decimal(ColumnType.MAX_DECIMAL_PRECISION, 0), ConditionValue::decimal),
            new Reading(WHOLE, text -> new Parsed(WHOLE, whole(text))),
            new Reading(
                    TIMESTAMP,
                    text -> new Parsed(TIMESTAMP, micros(dateTime(text).atOffset(ZoneOffset.UTC)))),
            new Reading(DATE, text -> new Parsed(DATE, LocalDate.parse(text).toEpochDay())),
            new Reading(INSTANT, text -> new Parsed(INSTANT, micros(OffsetDateTime.parse(text.replace(' ', 'T'))))),
            new Reading(BYTES, text -> new Parsed(BYTES, bytes(text))));

    private ConditionValue() {}

    private record Reading(ColumnType type, Function<String, Parsed> parser) {}

    private record Parsed(ColumnType type, Object value) {}

    /**
     * The value for a marker.
     *
     * @throws BridgeException.RemotePermanent ({@code condition-refused}) when the column can't hold such a value
     */
    public static Object of(TargetColumn column, String text) {
        Reading reading = READINGS.stream()
                .filter(candidate -> column.type().refusal(candidate.type()).isEmpty())
                .findFirst()
                .orElseThrow(() -> refused(column, "values of this type can't be compared."));
        try {
            Parsed parsed = reading.parser().apply(text);
            return column.type().reader(parsed.type()).read(vector(parsed), 0);
        } catch (TargetType.ValueRefused e) {
            throw refused(column, e.getMessage());
        } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
            throw refused(column, "the text is no value of this type.");
        }
    }

    private static BridgeException refused(TargetColumn column, String why) {
        return new BridgeException.RemotePermanent(
                ErrorCode.CONDITION_REFUSED,
                "The condition on column '" + column.name() + "' ("
                        + column.type().declaration() + "): " + why
                        + " Nothing was changed; correct filter_conditions.");
    }

    private static ColumnVector vector(Parsed parsed) {
        ColumnVector vector = ColumnVector.of(parsed.type(), 1);
        if (vector instanceof ColumnVector.Longs longs) {
            longs.set(0, (Long) parsed.value());
        } else if (vector instanceof ColumnVector.Doubles doubles) {
            doubles.set(0, (Double) parsed.value());
        } else if (vector instanceof ColumnVector.Objects objects) {
            objects.set(0, parsed.value());
        }
        return vector;
    }

    private static Parsed decimal(String text) {
        BigDecimal value = new BigDecimal(text);
        BigDecimal plain = value.scale() < 0 ? value.setScale(0) : value;
        return new Parsed(
                new ColumnType.Decimal(ColumnType.MAX_DECIMAL_PRECISION, plain.scale()), plain.unscaledValue());
    }

    /** A bit may be written as JSON writes it. */
    private static long whole(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> 1;
            case "false" -> 0;
            default -> Long.parseLong(text);
        };
    }

    private static LocalDateTime dateTime(String text) {
        return text.length() <= LocalDate.EPOCH.toString().length()
                ? LocalDate.parse(text).atStartOfDay()
                : LocalDateTime.parse(text.replace(' ', 'T'));
    }

    private static long micros(OffsetDateTime time) {
        if (!time.truncatedTo(ChronoUnit.MICROS).equals(time)) {
            throw new DateTimeException("finer than a microsecond");
        }
        return ChronoUnit.MICROS.between(OffsetDateTime.of(LocalDate.EPOCH.atStartOfDay(), ZoneOffset.UTC), time);
    }

    private static byte[] bytes(String text) {
        if (!text.startsWith(HEXADECIMAL_PREFIX)) {
            throw new IllegalArgumentException("no 0x");
        }
        return HexFormat.of().parseHex(text.substring(HEXADECIMAL_PREFIX.length()));
    }
}
