package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import org.apache.parquet.column.ColumnWriter;

/** Writes one column's values, many rows at a time; chosen once per column. */
abstract class VectorWriter {

    /** No column is repeated, so every value begins a record. */
    private static final int REPETITION_LEVEL = 0;

    private final Column column;
    private final int presentLevel;

    VectorWriter(Column column) {
        this.column = column;
        this.presentLevel = column.nullable() ? 1 : 0;
    }

    /** The writer for the column's type; its physical type is the one that {@link ParquetSchema} gives. */
    static VectorWriter of(Column column) {
        ColumnType type = column.type();
        return switch (type.kind()) {
            case FLOAT32 -> new DoublesWriter(column, true);
            case FLOAT64 -> new DoublesWriter(column, false);
            case TEXT -> BinaryWriter.text(column);
            case BYTES -> BinaryWriter.bytes(column);
            case DECIMAL -> decimal(column, (ColumnType.Decimal) type);
            case BOOL, INT16, INT32, INT64, DATE, LOCAL_TIMESTAMP, INSTANT -> LongsWriter.of(column);
        };
    }

    private static VectorWriter decimal(Column column, ColumnType.Decimal type) {
        return type.fitsLong() ? LongsWriter.decimal(column, type) : BinaryWriter.decimal(column, type);
    }

    /**
     * Writes the rows {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @throws BridgeException.RemotePermanent when a value does not fit the column
     */
    final void write(ColumnVector vector, int from, int to, ColumnWriter out) {
        for (int row = from; row < to; row++) {
            if (vector.isNull(row)) {
                writeNull(out);
            } else {
                writeValue(vector, row, out, REPETITION_LEVEL, presentLevel);
            }
        }
    }

    /** Writes one value, which is not null, at these levels. */
    abstract void writeValue(ColumnVector vector, int row, ColumnWriter out, int repetitionLevel, int definitionLevel);

    /** The failure of a value that the column can't hold; says what the column holds, never the value. */
    final BridgeException doesNotFit(String expected) {
        return new BridgeException.RemotePermanent(
                ErrorCode.VALUE_DOES_NOT_FIT,
                "Column '" + column.name() + "' (" + column.sourceType() + ") holds a value that is not " + expected
                        + ". CAST the column in the query to a type that holds all of its values.");
    }

    /** A required column has no level for null: writing one would shift all later values by a row. */
    private void writeNull(ColumnWriter out) {
        if (presentLevel == 0) {
            throw doesNotFit("present, although the source declares NOT NULL");
        }
        out.writeNull(REPETITION_LEVEL, 0);
    }
}
