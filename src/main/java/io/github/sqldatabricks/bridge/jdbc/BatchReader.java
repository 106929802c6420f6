package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.ColumnReader.RefusedValue;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.HeapShare;
import io.github.sqldatabricks.bridge.model.RowBatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fills batches from a result, forward only. Used by one thread. */
public final class BatchReader {

    private final ResultSet result;
    private final List<ReadableColumn> columns;
    private final ColumnReader[] readers;
    private final long rowLimit;
    private long rows;
    private volatile boolean exhausted;

    /**
     * @param columns in the order of the result
     * @param rowLimit the most rows to read, positive
     */
    public BatchReader(ResultSet result, List<ReadableColumn> columns, long rowLimit) {
        this.result = result;
        this.columns = List.copyOf(columns);
        this.readers = columns.stream().map(ReadableColumn::reader).toArray(ColumnReader[]::new);
        this.rowLimit = rowLimit;
    }

    /**
     * Clears the batch and fills it with the next rows, up to its capacity or {@code maxBytes}, at least one when there
     * is one.
     *
     * @return whether the batch holds any row
     * @throws BridgeException.RemotePermanent when a value is refused, naming its column and row
     */
    public boolean fill(RowBatch batch, long maxBytes) throws SQLException {
        batch.clear();
        ColumnVector[] vectors = vectors(batch);
        while (batch.size() < batch.capacity() && batch.bytes() < maxBytes && next()) {
            batch.endRow(readRow(vectors, batch));
        }
        return batch.size() > 0;
    }

    /** Whether the end of the result was seen, so that closing it drains nothing. */
    public boolean exhausted() {
        return exhausted;
    }

    /** Values cut to microseconds so far, by column name; only columns with such values. */
    public Map<String, Long> truncatedValues() {
        Map<String, Long> counts = new HashMap<>();
        for (ReadableColumn column : columns) {
            long count = column.reader().truncatedValues();
            if (count > 0) {
                counts.put(column.column().name(), count);
            }
        }
        return counts;
    }

    private boolean next() throws SQLException {
        if (exhausted || rows == rowLimit) {
            return false;
        }
        exhausted = !result.next();
        if (!exhausted) {
            rows++;
        }
        return !exhausted;
    }

    private RefusedValue tooWide(int column, long most) {
        return new RefusedValue(
                ErrorCode.VALUE_TOO_LARGE,
                "with column '" + columns.get(column).column().name() + "' the row takes more than " + most
                        + " bytes, the most that this process has memory for. " + HeapShare.remedy());
    }

    private ColumnVector[] vectors(RowBatch batch) {
        ColumnVector[] vectors = new ColumnVector[readers.length];
        Arrays.setAll(vectors, batch::vector);
        return vectors;
    }

    private long readRow(ColumnVector[] vectors, RowBatch batch) throws SQLException {
        int row = batch.size();
        try {
            long bytes = 0;
            for (int column = 0; column < readers.length; column++) {
                bytes += readers[column].read(result, vectors[column], row);
                if (bytes > batch.maxRowBytes()) {
                    throw tooWide(column, batch.maxRowBytes());
                }
            }
            return bytes;
        } catch (RefusedValue e) {
            throw new BridgeException.RemotePermanent(
                    e.error(), "Row " + rows + " of the result: " + e.getMessage(), e);
        }
    }
}
