package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Moves one column's value of the current row into its vector. Chosen once per column; used by one thread. */
public interface ColumnReader {

    /** What a null, or a value of fixed size, counts as in bytes: the size of its slot. */
    long SLOT_BYTES = 8;

    /**
     * Reads the current row's value.
     *
     * @param vector of the kind that the column's type uses (see {@link ColumnVector})
     * @param row position in the vector
     * @return about how many bytes of memory the value takes
     * @throws SQLException when the driver or the server fails
     * @throws RefusedValue when the value can't be kept exactly or is too large
     */
    long read(ResultSet result, ColumnVector vector, int row) throws SQLException;

    /** Keeps a null; returns what it counts as in bytes. */
    static long readNull(ColumnVector vector, int row) {
        vector.setNull(row);
        return SLOT_BYTES;
    }

    /** How many values were cut to microseconds so far. */
    default long truncatedValues() {
        return 0;
    }

    /** A value that may not go on; {@link BatchReader} adds which row it was. */
    final class RefusedValue extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final ErrorCode error;

        /**
         * @param error which error it is
         * @param message names the column, what was expected, what came and what to do
         */
        public RefusedValue(ErrorCode error, String message) {
            super(message, null, false, false);
            this.error = error;
        }

        /** Which error it is. */
        public ErrorCode error() {
            return error;
        }
    }

    /** A column of a result together with the reader of its values. */
    record ReadableColumn(Column column, ColumnReader reader) {

        /** @throws io.github.sqldatabricks.bridge.model.BridgeException.InvalidRequest as {@link RowSchema} does */
        public static RowSchema schema(List<ReadableColumn> columns) {
            return new RowSchema(columns.stream().map(ReadableColumn::column).toList());
        }
    }
}
