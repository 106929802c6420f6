package io.github.sqldatabricks.bridge.bench;

import com.microsoft.sqlserver.jdbc.ISQLServerBulkData;
import com.microsoft.sqlserver.jdbc.SQLServerBulkCopy;
import com.microsoft.sqlserver.jdbc.SQLServerBulkCopyOptions;
import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;

/**
 * TPC-H's lineitem on the measured server, loaded when it is not there. The two longer CHAR columns are VARCHAR, because
 * Babelfish can't take padded CHAR values by bulk copy.
 */
final class LineItemTable {

    static final String NAME = "dbo.bridge_bench_lineitem";
    static final String SELECT = "SELECT l_orderkey, l_partkey, l_suppkey, l_linenumber, l_quantity, l_extendedprice,"
            + " l_discount, l_tax, l_returnflag, l_linestatus, l_shipdate, l_commitdate, l_receiptdate,"
            + " l_shipinstruct, l_shipmode, l_comment FROM " + NAME;

    private static final int COLUMNS = 16;
    private static final int BATCH = 50_000;

    private LineItemTable() {}

    /** @param scale TPC-H scale factor; 1 has 6,001,215 rows */
    static void loadOnce(Connection connection, double scale) throws SQLException {
        if (exists(connection)) {
            return;
        }
        System.out.println("Loading " + NAME + " at scale " + scale + " ...");
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + NAME + " (l_orderkey bigint NOT NULL, l_partkey int NOT NULL,"
                    + " l_suppkey int NOT NULL, l_linenumber int NOT NULL, l_quantity decimal(15,2) NOT NULL,"
                    + " l_extendedprice decimal(15,2) NOT NULL, l_discount decimal(15,2) NOT NULL,"
                    + " l_tax decimal(15,2) NOT NULL, l_returnflag char(1) NOT NULL, l_linestatus char(1) NOT NULL,"
                    + " l_shipdate date NOT NULL, l_commitdate date NOT NULL, l_receiptdate date NOT NULL,"
                    + " l_shipinstruct varchar(25) NOT NULL, l_shipmode varchar(10) NOT NULL, l_comment varchar(44) NOT NULL)");
        }
        SQLServerBulkCopyOptions options = new SQLServerBulkCopyOptions();
        options.setBatchSize(BATCH);
        options.setBulkCopyTimeout(0);
        options.setTableLock(true);
        try (SQLServerBulkCopy copy = new SQLServerBulkCopy(connection)) {
            copy.setBulkCopyOptions(options);
            copy.setDestinationTableName(NAME);
            copy.writeToServer(new Rows(new LineItemGenerator(scale, 1, 1).iterator()));
        }
        // After the load, which is faster; the order of the rows is that of the key already.
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE CLUSTERED INDEX bridge_bench_lineitem_key ON " + NAME + " (l_orderkey)");
        }
    }

    private static boolean exists(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT OBJECT_ID('" + NAME + "')")) {
            found.next();
            return found.getObject(1) != null;
        }
    }

    /** Generated rows as the driver's bulk copy wants them. */
    private static final class Rows implements ISQLServerBulkData {
        private static final long serialVersionUID = 1;
        private static final int[] TYPES = {
            Types.BIGINT, Types.INTEGER, Types.INTEGER, Types.INTEGER, Types.DECIMAL, Types.DECIMAL, Types.DECIMAL,
            Types.DECIMAL, Types.CHAR, Types.CHAR, Types.DATE, Types.DATE, Types.DATE, Types.VARCHAR, Types.VARCHAR,
            Types.VARCHAR
        };
        private static final int[] LENGTHS = {19, 10, 10, 10, 15, 15, 15, 15, 1, 1, 10, 10, 10, 25, 10, 44};

        private final transient Iterator<LineItem> items;

        Rows(Iterator<LineItem> items) {
            this.items = items;
        }

        @Override
        public Set<Integer> getColumnOrdinals() {
            Set<Integer> ordinals = new TreeSet<>();
            for (int column = 1; column <= COLUMNS; column++) {
                ordinals.add(column);
            }
            return ordinals;
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
            return TYPES[column - 1] == Types.DECIMAL ? 2 : 0;
        }

        @Override
        public boolean next() {
            return items.hasNext();
        }

        @Override
        public Object[] getRowData() {
            LineItem item = items.next();
            return new Object[] {
                item.getOrderKey(), (int) item.getPartKey(), (int) item.getSupplierKey(), item.getLineNumber(),
                BigDecimal.valueOf(item.getQuantity()).setScale(2), cents(item.getExtendedPriceInCents()),
                cents(item.getDiscountPercent()), cents(item.getTaxPercent()), item.getReturnFlag(), item.getStatus(),
                date(item.getShipDate()), date(item.getCommitDate()), date(item.getReceiptDate()), item.getShipInstructions(),
                item.getShipMode(), item.getComment()
            };
        }

        private static BigDecimal cents(long cents) {
            return BigDecimal.valueOf(cents, 2);
        }

        private static Date date(int epochDay) {
            return Date.valueOf(LocalDate.ofEpochDay(epochDay));
        }
    }
}
