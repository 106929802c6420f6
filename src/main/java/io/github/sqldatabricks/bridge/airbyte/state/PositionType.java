package io.github.sqldatabricks.bridge.airbyte.state;

import io.github.sqldatabricks.bridge.airbyte.source.DatabricksType;
import io.github.sqldatabricks.bridge.model.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;

/**
 * The types whose values have one exact text and one order, so that a read can go on from one of them. Floating-point numbers
 * have neither (NaN, -0.0), and neither have nested values.
 */
public enum PositionType {
    INTEGER("42"),
    DECIMAL("42.50"),
    DATE("2026-01-31"),
    TIMESTAMP("2026-01-31T12:00:00Z"),
    TIMESTAMP_NTZ("2026-01-31T12:00:00"),
    STRING("any text");

    private final String example;

    PositionType(String example) {
        this.example = example;
    }

    /** A value, for messages. */
    public String example() {
        return example;
    }

    /** The kind of a column's values; empty when a read can't go on from one of them. */
    public static Optional<PositionType> of(DatabricksType type) {
        return type instanceof DatabricksType.Plain plain ? of(plain.type()) : Optional.empty();
    }

    private static Optional<PositionType> of(ColumnType type) {
        if (type instanceof ColumnType.Int16 || type instanceof ColumnType.Int32 || type instanceof ColumnType.Int64) {
            return Optional.of(INTEGER);
        }
        if (type instanceof ColumnType.Decimal) {
            return Optional.of(DECIMAL);
        }
        if (type instanceof ColumnType.Date) {
            return Optional.of(DATE);
        }
        if (type instanceof ColumnType.Instant) {
            return Optional.of(TIMESTAMP);
        }
        if (type instanceof ColumnType.LocalTimestamp) {
            return Optional.of(TIMESTAMP_NTZ);
        }
        return type instanceof ColumnType.Text ? Optional.of(STRING) : Optional.empty();
    }

    /** Whether a value that was written when the column had type {@code earlier} still means the same. */
    public boolean understands(PositionType earlier) {
        return this == earlier || (this == DECIMAL && earlier == INTEGER);
    }

    /** Whether time can be taken from its values. */
    public boolean isTemporal() {
        return this == DATE || this == TIMESTAMP || this == TIMESTAMP_NTZ;
    }

    /** Whether the text is a value of this type. */
    public boolean accepts(String text) {
        try {
            return switch (this) {
                case INTEGER -> !new BigInteger(text).toString().isEmpty();
                case DECIMAL -> !new BigDecimal(text).toString().isEmpty();
                case DATE -> LocalDate.parse(text) != null;
                case TIMESTAMP -> OffsetDateTime.parse(text) != null;
                case TIMESTAMP_NTZ -> LocalDateTime.parse(text) != null;
                case STRING -> true;
            };
        } catch (NumberFormatException | DateTimeException e) {
            return false;
        }
    }

    /** As a state spells it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
