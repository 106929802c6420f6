package io.github.sqldatabricks.bridge.airbyte.record;

import io.github.sqldatabricks.bridge.model.ColumnVector;

/** Writes the values of one column. */
@FunctionalInterface
interface ValueWriter {

    /** Writes a value, which is not null, as JSON; says what it had to change. */
    ValueChange write(JsonBuffer out, ColumnVector vector, int row);
}
