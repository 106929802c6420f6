package io.github.sqldatabricks.bridge.replication.change;

/**
 * The column that tells what changed.
 *
 * @param name as the source has it, without quotes
 * @param nullable whether rows may have no value
 */
public record CursorColumn(String name, CursorType type, boolean nullable) {}
