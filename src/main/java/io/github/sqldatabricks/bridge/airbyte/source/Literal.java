package io.github.sqldatabricks.bridge.airbyte.source;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;

/**
 * One exact value that rows are compared with; always bound as a parameter, never written into a statement.
 *
 * @param type what the value is
 * @param text the value without any loss: digits for numbers, {@code 2026-01-31} for a date,
 *     {@code 2026-01-31T12:00:00.000001} for a wall clock, the same with {@code Z} for an instant, Base64 for bytes,
 *     text as it is
 */
public record Literal(ColumnType type, String text) {

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1000;
    private static final DateTimeFormatter WALL_CLOCK =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

    public Literal {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(text, "text");
    }

    /** The value of a row, which is not null. */
    public static Literal of(ColumnType type, ColumnVector vector, int row) {
        if (vector instanceof ColumnVector.Longs longs) {
            return new Literal(type, text(type, longs.get(row)));
        }
        if (vector instanceof ColumnVector.Doubles doubles) {
            return new Literal(type, text(type, doubles.get(row)));
        }
        Object value = ((ColumnVector.Objects) vector).get(row);
        if (value instanceof BigInteger unscaled && type instanceof ColumnType.Decimal decimal) {
            return new Literal(type, new BigDecimal(unscaled, decimal.scale()).toPlainString());
        }
        boolean bytes = value instanceof byte[];
        return new Literal(type, bytes ? Base64.getEncoder().encodeToString((byte[]) value) : value.toString());
    }

    private static String text(ColumnType type, long value) {
        if (type instanceof ColumnType.Bool) {
            return Boolean.toString(value != 0);
        }
        if (type instanceof ColumnType.Decimal decimal) {
            return BigDecimal.valueOf(value, decimal.scale()).toPlainString();
        }
        if (type instanceof ColumnType.Date) {
            return LocalDate.ofEpochDay(value).toString();
        }
        if (type instanceof ColumnType.LocalTimestamp) {
            return wallClock(value);
        }
        return type instanceof ColumnType.Instant ? wallClock(value) + "Z" : Long.toString(value);
    }

    private static String text(ColumnType type, double value) {
        return type instanceof ColumnType.Float32 ? Float.toString((float) value) : Double.toString(value);
    }

    private static String wallClock(long micros) {
        int nanos = (int) Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO;
        return LocalDateTime.ofEpochSecond(Math.floorDiv(micros, MICROS_PER_SECOND), nanos, ZoneOffset.UTC)
                .format(WALL_CLOCK);
    }
}
