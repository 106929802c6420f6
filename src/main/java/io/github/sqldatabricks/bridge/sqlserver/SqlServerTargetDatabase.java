package io.github.sqldatabricks.bridge.sqlserver;

import io.agroal.api.AgroalDataSource;
import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerPools.SqlServerPool;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import io.github.sqldatabricks.bridge.target.JdbcTargetSession;
import io.github.sqldatabricks.bridge.target.Ledger;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The SQL Servers whose tables are changed, each with its ledger. Thread-safe. */
public final class SqlServerTargetDatabase implements TargetDatabase {

    private static final String SCRIPT = "/db/sync/ledger/V1__ledger.sql";
    private static final String SCHEMA = "IF SCHEMA_ID(N'bridge') IS NULL EXEC (N'CREATE SCHEMA bridge')";

    private final SqlServerPools pools;
    private final SyncConfig.Delivery delivery;
    private final Consumer<DataSource> ledgerMigration;
    private final SqlServerTargetDialect dialect = new SqlServerTargetDialect();
    private final Map<String, Ledger> ledgers = new ConcurrentHashMap<>();

    /**
     * @param pools stay the caller's to close
     * @param ledgerMigration makes the ledger's table in a database that does not have it
     */
    public SqlServerTargetDatabase(
            SqlServerPools pools, SyncConfig.Delivery delivery, Consumer<DataSource> ledgerMigration) {
        this.pools = pools;
        this.delivery = delivery;
        this.ledgerMigration = ledgerMigration;
    }

    @Override
    public JdbcTargetSession open(TargetAddress address, Cancellation cancellation) {
        cancellation.check();
        ConnectionSettings settings = pools.route(address);
        Ledger ledger =
                ledgers.computeIfAbsent(settings.name(), name -> Ledger.of(delivery, dialect, () -> migrate(settings)));
        return new JdbcTargetSession(connect(settings), dialect, ledger, settings.statementTimeout(), cancellation);
    }

    @Override
    public String place(TargetAddress address) {
        return pools.route(address).place().toLowerCase(Locale.ROOT);
    }

    @Override
    public void requireDelivery() {
        try (JdbcTargetSession session = open(TargetAddress.DEFAULT, new Cancellation())) {
            session.requireLedger();
        }
    }

    /** Through connections of its own: those of the pool may all be with events that wait for the ledger. */
    private void migrate(ConnectionSettings settings) {
        try (AgroalDataSource connections = SqlServerPool.open(settings.forMigration())) {
            ledgerMigration.accept(connections);
        } catch (SQLException e) {
            throw dialect.translate(e, "Connecting to SQL Server " + settings.place());
        }
    }

    /**
     * A migration of the ledger where no tool for it is at hand: as a DBA would make it by {@code bridge setup --print}, without a
     * history. The service takes such a table as it is.
     *
     * @throws IllegalStateException when SQL Server refuses it; the cause says why
     */
    public static void makeLedger(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(SCHEMA);
            statement.execute(ledgerScript());
        } catch (SQLException e) {
            throw new IllegalStateException("The ledger's table could not be made", e);
        }
    }

    private static String ledgerScript() {
        try (InputStream stream = SqlServerTargetDatabase.class.getResourceAsStream(SCRIPT)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${time}", "DATETIME2(6)")
                    .replace("${exact}", "COLLATE Latin1_General_BIN2");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JdbcSession connect(ConnectionSettings settings) {
        try {
            Connection connection = pools.connect(settings);
            return new JdbcSession(connection, DriverSockets.abort(connection));
        } catch (SQLException e) {
            throw dialect.translate(e, "Connecting to SQL Server " + settings.place() + " as " + settings.username());
        }
    }
}
