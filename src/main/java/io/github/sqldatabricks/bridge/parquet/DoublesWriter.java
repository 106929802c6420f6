package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import org.apache.parquet.column.ColumnWriter;

/** Writes floating-point numbers as FLOAT or DOUBLE; NaN and the infinities are values like others. */
final class DoublesWriter extends VectorWriter {

    private final boolean single;

    /** @param single whether values have 32 bits */
    DoublesWriter(Column column, boolean single) {
        super(column);
        this.single = single;
    }

    @Override
    void writeValue(ColumnVector vector, int row, ColumnWriter out, int repetitionLevel, int definitionLevel) {
        double value = ((ColumnVector.Doubles) vector).get(row);
        if (single) {
            out.write((float) value, repetitionLevel, definitionLevel);
        } else {
            out.write(value, repetitionLevel, definitionLevel);
        }
    }
}
