package io.github.sqldatabricks.bridge.databricks;

import io.github.sqldatabricks.bridge.jdbc.ColumnReader;
import io.github.sqldatabricks.bridge.jdbc.ReadableColumn;
import io.github.sqldatabricks.bridge.jdbc.RefusedValue;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.HeapShare;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Refuses a row that was found to be too large in the warehouse, before any of its values is read.
 *
 * @param columns all columns of the result but the last, which has their sizes, or null for a row that is not too large
 * @param maxBytes the most bytes that a row may have
 */
record OversizedRow(List<ReadableColumn> columns, long maxBytes) implements ColumnReader {

    /** The same columns, of which the first one looks at the row's size before it is read. */
    static List<ReadableColumn> refused(List<ReadableColumn> columns, long maxBytes) {
        List<ReadableColumn> checked = new ArrayList<>(columns);
        checked.set(0, new ReadableColumn(columns.get(0).column(), new OversizedRow(columns, maxBytes)));
        return checked;
    }

    @Override
    public long read(ResultSet result, ColumnVector vector, int row) throws SQLException {
        String sizes = result.getString(columns.size() + 1);
        if (sizes != null) {
            throw refusal(sizes);
        }
        return columns.get(0).reader().read(result, vector, row);
    }

    @Override
    public long truncatedValues() {
        return columns.get(0).reader().truncatedValues();
    }

    private RefusedValue refusal(String sizes) {
        long[] bytes =
                Arrays.stream(sizes.split(" ")).mapToLong(Long::parseLong).toArray();
        int largest = 0;
        for (int i = 1; i < bytes.length; i++) {
            largest = bytes[i] > bytes[largest] ? i : largest;
        }
        return new RefusedValue(
                ErrorCode.VALUE_TOO_LARGE,
                "its texts and bytes have " + Arrays.stream(bytes).sum() + " bytes together, of which column '"
                        + columns.get(largest).column().name() + "' has " + bytes[largest]
                        + ". That is more than the " + maxBytes + " bytes that this process has memory for. "
                        + HeapShare.remedy());
    }
}
