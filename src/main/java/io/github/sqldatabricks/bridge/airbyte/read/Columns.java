package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.RowSchema;

/** Columns of results. */
final class Columns {

    private Columns() {}

    /** Where the column is in the result; case is ignored, as Databricks does. */
    static int index(RowSchema schema, String name) {
        for (int i = 0; i < schema.size(); i++) {
            if (schema.columns().get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw new IllegalStateException("the result has no column that was asked for: " + name);
    }

    /** Whether two rows have the same value, of a type that can be ordered; none of them is null. */
    static boolean isSame(ColumnVector vector, int one, int other) {
        return vector instanceof ColumnVector.Longs longs
                ? longs.get(one) == longs.get(other)
                : ((ColumnVector.Objects) vector).get(one).equals(((ColumnVector.Objects) vector).get(other));
    }
}
