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
public record Backfill(Optional<String> column, String from, String to) {}
