package io.github.sqldatabricks.bridge.operator;

import io.github.sqldatabricks.bridge.databricks.source.SourceColumn;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.sync.SourceRows;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * {@link SourceRows} through the job's own Spark session. All rows are of one version of the table. They come to the driver one
 * partition after the other, and the driver holds no more than one of them.
 */
final class SparkSourceRows implements SourceRows {

    private final Function<UnityTable, Dataset<Row>> tables;

    private SparkSourceRows(Function<UnityTable, Dataset<Row>> tables) {
        this.tables = tables;
    }

    /** The tables and views that the session knows. */
    static SparkSourceRows of(SparkSession spark) {
        return new SparkSourceRows(table -> spark.table(table.quoted()));
    }

    /** The same rows whatever the table is called; they are computed anew each time that they are opened. */
    static SparkSourceRows of(Dataset<Row> rows) {
        return new SparkSourceRows(table -> rows);
    }

    @Override
    public RowStream open(UnityTable table, List<String> columns, Cancellation cancellation) {
        cancellation.check();
        String doing = "Reading " + table;
        return read(doing, () -> {
            Dataset<Row> rows = tables.apply(table);
            List<SparkColumn> selected = SourceColumn.selected(table, typeByName(rows), columns).stream()
                    .map(SparkColumn::new)
                    .toList();
            String[] expressions =
                    selected.stream().map(SparkColumn::expression).toArray(String[]::new);
            return new SparkRowStream(rows.selectExpr(expressions).toLocalIterator(), selected, doing);
        });
    }

    private static Map<String, String> typeByName(Dataset<Row> rows) {
        Map<String, String> typeByName = new LinkedHashMap<>();
        for (StructField field : rows.schema().fields()) {
            typeByName.put(field.name(), field.dataType().sql());
        }
        return typeByName;
    }

    /**
     * Runs a part of the reading. Whatever Spark throws, declared or not, it has tried often enough itself.
     *
     * @throws BridgeException.RemotePermanent ({@code spark-read-failed}) when Spark fails
     */
    static <R> R read(String doing, Supplier<R> part) {
        try {
            return part.get();
        } catch (BridgeException e) {
            throw e;
        } catch (Exception e) {
            String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason");
            throw new BridgeException.RemotePermanent(ErrorCode.SPARK_READ_FAILED, doing + " failed: " + said, e);
        }
    }

    /** Rows of Spark at the driver. */
    static final class SparkRowStream implements RowStream {

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
}
