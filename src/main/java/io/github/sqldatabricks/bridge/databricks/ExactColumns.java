package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader;
import io.github.sqldatabricks.bridge.jdbc.ColumnReaders;
import io.github.sqldatabricks.bridge.jdbc.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.ValueBound;
import io.github.sqldatabricks.bridge.jdbc.ValueLimit;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ColumnType;
import java.util.ArrayList;
import java.util.List;

/**
 * How columns are selected and read so that no getter can change a value: days and microseconds come as numbers, because the
 * driver's dates and timestamps pass through the JVM's time zone.
 */
public final class ExactColumns {

    private ExactColumns() {}

    /** The expression that selects a value of the type. */
    public static String expression(ColumnType type, String value) {
        if (type instanceof ColumnType.Date) {
            return "unix_date(" + value + ")";
        }
        if (type instanceof ColumnType.Instant) {
            return "unix_micros(" + value + ")";
        }
        // The session's zone is UTC, so the wall clock stays what it is.
        return type instanceof ColumnType.LocalTimestamp ? "unix_micros(CAST(" + value + " AS TIMESTAMP))" : value;
    }

    /** The columns of a result that was selected so, with their readers; none reads a value over the limit. */
    public static List<ReadableColumn> readable(List<Column> columns, ValueBound valueBound) {
        List<ReadableColumn> readable = new ArrayList<>();
        for (Column column : columns) {
            readable.add(new ReadableColumn(column, reader(column, readable.size() + 1, valueBound)));
        }
        return readable;
    }

    private static ColumnReader reader(Column column, int index, ValueBound valueBound) {
        ColumnType type = column.type();
        boolean number = type instanceof ColumnType.Date
                || type instanceof ColumnType.LocalTimestamp
                || type instanceof ColumnType.Instant;
        ValueLimit limit = new ValueLimit(column.name(), valueBound);
        return ColumnReaders.plain(index, number ? new ColumnType.Int64() : type, false, limit);
    }
}
