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
import io.trino.tpch.TpchTable;
import java.sql.Connection;
import java.sql.SQLException;

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
            AllTypesTable.create(connection);
            ShopTables.create(connection);
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
}
