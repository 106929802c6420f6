package io.github.sqldatabricks.bridge.parquet;

import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.testing.VectorValues;
import java.util.Arrays;
import java.util.List;

/** Rows of one column, from plain values. */
final class OneColumn {

    private OneColumn() {}

    static RowSchema schema(ColumnType type, boolean nullable) {
        return new RowSchema(List.of(new Column("v", type, nullable, "test")));
    }

    static RowBatch nullable(ColumnType type, Object... values) {
        return batch(schema(type, true), values);
    }

    static RowBatch required(ColumnType type, Object... values) {
        return batch(schema(type, false), values);
    }

    private static RowBatch batch(RowSchema schema, Object... values) {
        RowBatch batch = new RowBatch(schema, values.length);
        Arrays.stream(values).forEach(value -> {
            VectorValues.set(batch.vector(0), batch.size(), value);
            batch.endRow(1);
        });
        return batch;
    }
}
