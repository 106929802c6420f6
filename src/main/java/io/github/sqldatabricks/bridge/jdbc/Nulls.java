package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.ColumnVector;

/** What all readers of objects do with a null. */
final class Nulls {

    private Nulls() {}

    static long set(ColumnVector vector, int row) {
        vector.setNull(row);
        return ColumnReader.SLOT_BYTES;
    }
}
