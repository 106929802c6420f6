package io.github.sqldatabricks.bridge.bench;

import com.microsoft.sqlserver.jdbc.ISQLServerBulkData;
import com.microsoft.sqlserver.jdbc.SQLServerBulkCopy;
import com.microsoft.sqlserver.jdbc.SQLServerBulkCopyOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** What the bridge's INSERT is compared with: the driver's bulk copy into the table, native types, nothing checked. */
final class BareCopy implements ISQLServerBulkData {

    private static final long serialVersionUID = 1;
    private static final int[] TYPES = {
        Types.BIGINT, Types.INTEGER, Types.VARCHAR, Types.DECIMAL, Types.DATE, Types.TIMESTAMP, Types.VARCHAR, Types.VARCHAR
    };
    private static final int[] LENGTHS = {19, 10, 1, 15, 10, 26, 15, 100};
    private static final int[] SCALES = {0, 0, 0, 2, 0, 6, 0, 0};

    private final transient OrderValues values;

    private BareCopy(OrderValues values) {
        this.values = values;
    }

    static long[] run(OrderRows rows, OrderTable table) throws SQLException {
        SQLServerBulkCopyOptions options = new SQLServerBulkCopyOptions();
        options.setBulkCopyTimeout(0);
        options.setTableLock(true);
        try (Connection connection = Settings.connect();
                SQLServerBulkCopy copy = new SQLServerBulkCopy(connection)) {
            connection.setAutoCommit(false);
            copy.setBulkCopyOptions(options);
            copy.setDestinationTableName(table.toString());
            copy.writeToServer(new BareCopy(new OrderValues(rows)));
            connection.commit();
        }
        return new long[] {rows.rows(), 0};
    }

    @Override
    public Set<Integer> getColumnOrdinals() {
        return new TreeSet<>(IntStream.rangeClosed(1, TYPES.length).boxed().toList());
    }

    @Override
    public String getColumnName(int column) {
        return null;
    }

    @Override
    public int getColumnType(int column) {
        return TYPES[column - 1];
    }

    @Override
    public int getPrecision(int column) {
        return LENGTHS[column - 1];
    }

    @Override
    public int getScale(int column) {
        return SCALES[column - 1];
    }

    @Override
    public boolean next() {
        return values.next();
    }

    @Override
    public Object[] getRowData() {
        return values.row();
    }
}
