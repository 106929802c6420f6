package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader;
import io.github.sqldatabricks.bridge.jdbc.ColumnReader.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.ColumnReaders;
import io.github.sqldatabricks.bridge.jdbc.ValueBound;
import io.github.sqldatabricks.bridge.jdbc.ValueBound.ColumnLimit;
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
        return switch (type.kind()) {
            case DATE -> "unix_date(" + value + ")";
            case INSTANT -> "unix_micros(" + value + ")";
            // The session's zone is UTC, so the wall clock stays what it is.
            case LOCAL_TIMESTAMP -> "unix_micros(CAST(" + value + " AS TIMESTAMP))";
            case BOOL, INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, TEXT, BYTES -> value;
        };
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
        ColumnType selected = switch (column.type().kind()) {
            case DATE, LOCAL_TIMESTAMP, INSTANT -> new ColumnType.Int64();
            case BOOL, INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, TEXT, BYTES -> column.type();
        };
        ColumnLimit limit = new ColumnLimit(column.name(), valueBound);
        return ColumnReaders.plain(index, selected, false, limit);
    }
}
