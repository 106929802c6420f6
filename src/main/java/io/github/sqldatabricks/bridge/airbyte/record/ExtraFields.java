package io.github.sqldatabricks.bridge.airbyte.record;

import io.github.sqldatabricks.bridge.model.RowBatch;

/** Fields that a record has beyond the columns. */
@FunctionalInterface
public interface ExtraFields {

    /** No more fields. */
    ExtraFields NONE = (out, batch, row) -> {};

    /** Writes each field with a comma before it. */
    void write(JsonBuffer out, RowBatch batch, int row);
}
