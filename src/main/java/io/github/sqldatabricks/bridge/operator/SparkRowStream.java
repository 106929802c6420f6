package io.github.sqldatabricks.bridge.operator;

import io.github.sqldatabricks.bridge.databricks.source.SourceColumn;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/** Rows of Spark at the driver. */
final class SparkRowStream implements RowStream {

    private final Iterator<Row> rows;
    private final List<SparkColumn> columns;
    private final RowSchema schema;
    private final String doing;
    private volatile boolean aborted;

    /** @param doing what is done, for messages, such as {@code Reading main.default.prices} */
    SparkRowStream(Iterator<Row> rows, List<SparkColumn> columns, String doing) {
        this.rows = rows;
        this.columns = columns;
        this.schema = new RowSchema(columns.stream()
                .map(SparkColumn::source)
                .map(SourceColumn::column)
                .toList());
        this.doing = doing;
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
        return SparkSourceRows.read(doing, () -> {
            if (aborted) {
                throw new BridgeException.Cancelled(ErrorCode.READ_ABORTED, doing + " was stopped.");
            }
            batch.clear();
            while (batch.size() < batch.capacity() && batch.bytes() < maxBytes && rows.hasNext()) {
                add(rows.next(), batch);
            }
            return batch.size() > 0;
        });
    }

    private void add(Row row, RowBatch batch) {
        long bytes = 0;
        for (int i = 0; i < columns.size(); i++) {
            bytes += columns.get(i).read(row.get(i), batch.vector(i), batch.size());
        }
        batch.endRow(bytes);
    }

    @Override
    public Map<String, Long> truncatedValues() {
        return Map.of();
    }

    /** Spark goes on with the partition that it reads, for nobody. */
    @Override
    public void abort() {
        aborted = true;
    }

    @Override
    public void close() {
        abort();
    }
}
