package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;

/** Hands rows of batches to parquet-java, one row number at a time; no object is made per row. */
final class RowWriteSupport extends WriteSupport<RowWriteSupport.Position> {

    /** A row of a batch; one instance moves along. */
    static final class Position {
        RowBatch batch;
        int row;
    }

    private final RowSchema schema;
    private final Map<String, String> metadata;
    private final CellWriter[] writers;
    private final String[] names;
    private RecordConsumer out;

    RowWriteSupport(RowSchema schema, Map<String, String> metadata) {
        List<Column> columns = schema.columns();
        this.schema = schema;
        this.metadata = metadata;
        this.writers = columns.stream().map(CellWriter::of).toArray(CellWriter[]::new);
        this.names = columns.stream().map(Column::name).toArray(String[]::new);
    }

    /** Never called: files are written without Hadoop. parquet-java still declares it abstract. */
    @Override
    @SuppressWarnings("deprecation")
    public WriteContext init(Configuration configuration) {
        return context();
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return context();
    }

    private WriteContext context() {
        return new WriteContext(ParquetSchema.of(schema), new HashMap<>(metadata));
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
        out = recordConsumer;
    }

    @Override
    public void write(Position position) {
        out.startMessage();
        for (int column = 0; column < writers.length; column++) {
            ColumnVector vector = position.batch.vector(column);
            if (!vector.isNull(position.row)) {
                out.startField(names[column], column);
                writers[column].write(out, vector, position.row);
                out.endField(names[column], column);
            }
        }
        out.endMessage();
    }
}
