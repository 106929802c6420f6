package io.github.sqldatabricks.bridge.airbyte.source;

import io.github.sqldatabricks.bridge.model.ColumnType;
import java.util.Objects;

/**
 * One exact value that rows are compared with; always bound as a parameter, never written into a statement.
 *
 * @param type what the value is
 * @param text the value without any loss: digits for numbers, {@code 2026-01-31} for a date,
 *     {@code 2026-01-31T12:00:00.000001} for a wall clock, the same with {@code Z} for an instant, text as it is
 */
public record Literal(ColumnType type, String text) {
    public Literal {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(text, "text");
    }
}
