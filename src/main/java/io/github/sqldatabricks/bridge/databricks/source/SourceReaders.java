package io.github.sqldatabricks.bridge.databricks.source;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader;
import io.github.sqldatabricks.bridge.jdbc.ColumnReaders;
import io.github.sqldatabricks.bridge.jdbc.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.ValueLimit;
import io.github.sqldatabricks.bridge.model.ColumnType;
import java.util.ArrayList;
import java.util.List;

/** Chooses the readers of a result whose days and microseconds are numbers. */
final class SourceReaders {

    private SourceReaders() {}

    static List<ReadableColumn> of(List<SourceColumn> columns, long maxValueBytes) {
        List<ReadableColumn> readable = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            readable.add(new ReadableColumn(columns.get(i).column(), reader(columns.get(i), i + 1, maxValueBytes)));
        }
        return readable;
    }

    private static ColumnReader reader(SourceColumn column, int index, long maxValueBytes) {
        ColumnType type = column.column().type();
        boolean number = type instanceof ColumnType.Date
                || type instanceof ColumnType.LocalTimestamp
                || type instanceof ColumnType.Instant;
        return ColumnReaders.plain(
                index,
                number ? new ColumnType.Int64() : type,
                false,
                new ValueLimit(column.column().name(), maxValueBytes));
    }
}
