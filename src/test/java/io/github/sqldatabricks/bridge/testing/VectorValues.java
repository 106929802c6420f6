package io.github.sqldatabricks.bridge.testing;

import io.github.sqldatabricks.bridge.model.ColumnVector;

/** Plain values for column vectors. */
public final class VectorValues {

    private VectorValues() {}

    /** Sets the value as the vector keeps it; null makes it null. Takes no number for one of another type. */
    public static void set(ColumnVector vector, int row, Object value) {
        if (value == null) {
            vector.setNull(row);
        } else if (vector instanceof ColumnVector.Longs longs) {
            longs.set(row, (Long) value);
        } else if (vector instanceof ColumnVector.Doubles doubles) {
            doubles.set(row, (Double) value);
        } else {
            ((ColumnVector.Objects) vector).set(row, value);
        }
    }
}
