package io.github.sqldatabricks.bridge.jdbc;

import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.util.List;

/** A column of a result together with the reader of its values. */
public record ReadableColumn(Column column, ColumnReader reader) {

    /** @throws io.github.sqldatabricks.bridge.model.BridgeException.InvalidRequest as {@link RowSchema} does */
    public static RowSchema schema(List<ReadableColumn> columns) {
        return new RowSchema(columns.stream().map(ReadableColumn::column).toList());
    }
}
