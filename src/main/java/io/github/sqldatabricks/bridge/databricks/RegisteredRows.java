package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import java.util.Map;

/** Rows that a cancel aborts as long as they are open. */
record RegisteredRows(RowStream rows, Cancellation.Registration registration) implements RowStream {

    @Override
    public RowSchema schema() {
        return rows.schema();
    }

    @Override
    public String consistency() {
        return rows.consistency();
    }

    @Override
    public boolean fill(RowBatch batch, long maxBytes) {
        return rows.fill(batch, maxBytes);
    }

    @Override
    public Map<String, Long> truncatedValues() {
        return rows.truncatedValues();
    }

    @Override
    public void abort() {
        rows.abort();
    }

    @Override
    public void close() {
        registration.close();
        rows.close();
    }
}
