package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.trino.tpch.CustomerGenerator;
import io.trino.tpch.Distributions;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.NationGenerator;
import io.trino.tpch.OrderGenerator;
import io.trino.tpch.PartGenerator;
import io.trino.tpch.PartSupplierGenerator;
import io.trino.tpch.RegionGenerator;
import io.trino.tpch.SupplierGenerator;
import io.trino.tpch.TextPool;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchColumnType;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The TPC-H tables, generated while they are loaded.
 *
 * @see <a href="https://www.tpc.org/tpch/">TPC-H</a>
 */
public final class SandboxData {

    /** Comments are cut out of random text. The generator's own has 300 MB, which takes seconds to make. */
    private static final int TEXT_BYTES = 4 * 1024 * 1024;

    private SandboxData() {}

    /**
     * Makes the eight tables, {@code AllTypes} and the tables for event sync in schema {@code dbo}.
     *
     * @param scale 1 has 6 million line items; positive
     */
    public static void load(SandboxDatabase database, double scale) throws SQLException {
        load(database, scale, new Cancellation());
    }

    /** @throws io.github.sqldatabricks.bridge.model.BridgeException.Cancelled when it was cancelled */
    static void load(SandboxDatabase database, double scale, Cancellation cancellation) throws SQLException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            loadTpch(new TpchLoader(connection, cancellation), scale);
            SampleTables.create(connection);
            connection.commit();
        }
    }

    private static void loadTpch(TpchLoader loader, double scale) throws SQLException {
        Distributions words = Distributions.getDefaultDistributions();
        TextPool text = new TextPool(TEXT_BYTES, words);
        loader.load(TpchTable.CUSTOMER, new CustomerGenerator(scale, 1, 1, words, text));
        loader.load(TpchTable.ORDERS, new OrderGenerator(scale, 1, 1, words, text));
        loader.load(TpchTable.LINE_ITEM, new LineItemGenerator(scale, 1, 1, words, text));
        loader.load(TpchTable.PART, new PartGenerator(scale, 1, 1, words, text));
        loader.load(TpchTable.PART_SUPPLIER, new PartSupplierGenerator(scale, 1, 1, text));
        loader.load(TpchTable.SUPPLIER, new SupplierGenerator(scale, 1, 1, words, text));
        loader.load(TpchTable.NATION, new NationGenerator(words, text));
        loader.load(TpchTable.REGION, new RegionGenerator(words, text));
    }

    /**
     * Makes tables of TPC-H in the embedded database.
     *
     * @param connection without auto-commit
     * @param cancellation ends a load after its present batch
     */
    private record TpchLoader(Connection connection, Cancellation cancellation) {

        private static final int BATCH_ROWS = 2000;
        private static final int CENT_DIGITS = 2;
        private static final int CENTS = 100;

        /** Their keys have two columns. */
        private static final Set<TpchTable<?>> LARGE = Set.of(TpchTable.PART_SUPPLIER, TpchTable.LINE_ITEM);

        /** @throws io.github.sqldatabricks.bridge.model.BridgeException.Cancelled when it was cancelled */
        <E extends TpchEntity> void load(TpchTable<E> table, Iterable<E> rows) throws SQLException {
            String name = "dbo." + table.getTableName();
            List<TpchColumn<E>> columns = table.getColumns();
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE " + name + " (" + declarations(columns) + key(table) + ")");
            }
            String markers = String.join(", ", Collections.nCopies(columns.size(), "?"));
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO " + name + " VALUES (" + markers + ")")) {
                insertAll(insert, rows, columns);
            }
        }

        private <E extends TpchEntity> void insertAll(
                PreparedStatement insert, Iterable<E> rows, List<TpchColumn<E>> columns) throws SQLException {
            int waiting = 0;
            for (E row : rows) {
                for (int index = 0; index < columns.size(); index++) {
                    insert.setObject(index + 1, value(columns.get(index), row));
                }
                insert.addBatch();
                if (++waiting == BATCH_ROWS) {
                    cancellation.check();
                    flush(insert);
                    waiting = 0;
                }
            }
            flush(insert);
        }

        private void flush(PreparedStatement insert) throws SQLException {
            insert.executeBatch();
            connection.commit();
        }

        /** H2 keeps the rows by a key of one whole number, which costs nothing; an index of two columns would, so they have none. */
        private static String key(TpchTable<?> table) {
            return LARGE.contains(table)
                    ? ""
                    : ", PRIMARY KEY (" + table.getColumns().get(0).getColumnName() + ")";
        }

        private static <E extends TpchEntity> String declarations(List<TpchColumn<E>> columns) {
            return columns.stream()
                    .map(column -> column.getColumnName() + " " + declaration(column.getType()) + " NOT NULL")
                    .collect(Collectors.joining(", "));
        }

        private static String declaration(TpchColumnType type) {
            return switch (type.getBase()) {
                case IDENTIFIER -> "bigint";
                case INTEGER -> "int";
                case DATE -> "date";
                case DOUBLE -> "decimal(15, 2)";
                case VARCHAR -> "varchar(" + type.getPrecision().orElseThrow() + ")";
            };
        }

        private static <E extends TpchEntity> Object value(TpchColumn<E> column, E row) {
            return switch (column.getType().getBase()) {
                case IDENTIFIER -> column.getIdentifier(row);
                case INTEGER -> column.getInteger(row);
                case DATE -> LocalDate.ofEpochDay(column.getDate(row));
                case DOUBLE -> BigDecimal.valueOf(Math.round(column.getDouble(row) * CENTS), CENT_DIGITS);
                case VARCHAR -> column.getString(row);
            };
        }
    }
}
