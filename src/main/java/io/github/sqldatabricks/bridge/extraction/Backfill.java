package io.github.sqldatabricks.bridge.extraction;

import java.util.Optional;

/**
 * A range of a stream's rows that is read and loaded again. Values are texts, as a date or a number is written; the column's type reads
 * them.
 *
 * @param column by whose values; empty for the stream's cursor or the column of its slices
 * @param from the first value
 * @param to the first one behind, larger than the first
 */
public record Backfill(Optional<String> column, String from, String to) {

    /** Such as {@code changed_at from 2026-01-01 to before 2026-02-01}. */
    public String text() {
        return column.map(name -> name + " ").orElse("") + "from " + from + " to before " + to;
    }
}
