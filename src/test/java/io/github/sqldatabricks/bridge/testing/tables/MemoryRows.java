package io.github.sqldatabricks.bridge.testing.tables;

import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.testing.VectorValues;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** A result of rows in memory. */
final class MemoryRows implements RowStream {

    private final RowSchema schema;
    private final Iterator<List<Object>> rows;
    private final Runnable beforeFill;
    private final Runnable closed;

    MemoryRows(RowSchema schema, List<List<Object>> rows, Runnable beforeFill, Runnable closed) {
        this.schema = schema;
        this.rows = rows.iterator();
        this.beforeFill = beforeFill;
        this.closed = closed;
    }

    @Override
    public RowSchema schema() {
        return schema;
    }

    @Override
    public String consistency() {
        return "snapshot";
    }

    @Override
    public boolean fill(RowBatch batch, long maxBytes) {
        batch.clear();
        beforeFill.run();
        while (batch.size() < batch.capacity() && rows.hasNext()) {
            List<Object> row = rows.next();
            for (int column = 0; column < row.size(); column++) {
                VectorValues.set(batch.vector(column), batch.size(), row.get(column));
            }
            batch.endRow(row.size());
        }
        return batch.size() > 0;
    }

    @Override
    public Map<String, Long> truncatedValues() {
        return Map.of();
    }

    @Override
    public void abort() {}

    @Override
    public void close() {
        closed.run();
    }
}
