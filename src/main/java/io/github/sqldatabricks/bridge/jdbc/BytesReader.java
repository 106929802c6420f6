package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.ColumnVector;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Bytes, from wherever its source takes them. */
public record BytesReader(int index, Source source, ValueLimit limit) implements ColumnReader {

    private static final long OBJECT_BYTES = 16;

    @Override
    public long read(ResultSet result, ColumnVector vector, int row) throws SQLException {
        byte[] value = source.read(result, index);
        if (value == null) {
            return Nulls.set(vector, row);
        }
        limit.check(value.length);
        ((ColumnVector.Objects) vector).set(row, value);
        return SLOT_BYTES + OBJECT_BYTES + value.length;
    }

    /** Gives a column's value as bytes. */
    @FunctionalInterface
    public interface Source {

        /** The current row's value, or null. */
        byte[] read(ResultSet result, int index) throws SQLException;
    }
}
