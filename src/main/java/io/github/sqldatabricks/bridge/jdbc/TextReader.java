package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.ColumnVector;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Text, from wherever its source takes it. */
public record TextReader(int index, Source source, ValueLimit limit) implements ColumnReader {

    private static final long OBJECT_BYTES = 48;

    @Override
    public long read(ResultSet result, ColumnVector vector, int row) throws SQLException {
        String value = source.read(result, index);
        if (value == null) {
            return Nulls.set(vector, row);
        }
        limit.checkText(value);
        ((ColumnVector.Objects) vector).set(row, value);
        return OBJECT_BYTES + TextSize.inMemory(value);
    }

    /** Gives a column's value as text. */
    @FunctionalInterface
    public interface Source {

        /** The current row's value, or null. */
        String read(ResultSet result, int index) throws SQLException;
    }
}
