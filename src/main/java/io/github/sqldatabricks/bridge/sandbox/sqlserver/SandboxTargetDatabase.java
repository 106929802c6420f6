package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import io.github.sqldatabricks.bridge.jdbc.JdbcSession;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.TargetDatabase;
import io.github.sqldatabricks.bridge.sync.TargetDatabase.TargetAddress;
import io.github.sqldatabricks.bridge.target.JdbcTargetSession;
import io.github.sqldatabricks.bridge.target.Ledger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Changes tables of the embedded database, for every country the same. Thread-safe. */
public final class SandboxTargetDatabase implements TargetDatabase {

    /** Of its one server and its one database, for {@code metadata.target_server} and {@code metadata.target_database}. */
    static final String NAME = "sandbox";

    private static final Duration STATEMENT_TIMEOUT = Duration.ofMinutes(10);

    private final SandboxDatabase database;
    private final SandboxDialect dialect = new SandboxDialect();
    private final Ledger ledger;

    /**
     * @param database stays the caller's to close
     * @param ledgerMigration makes the ledger's table
     */
    public SandboxTargetDatabase(
            SandboxDatabase database, SyncConfig.Delivery delivery, Consumer<DataSource> ledgerMigration) {
        this.database = database;
        this.ledger = Ledger.of(delivery, dialect, () -> ledgerMigration.accept(database.dataSource()));
    }

    @Override
    public JdbcTargetSession open(TargetAddress address, Cancellation cancellation) {
        cancellation.check();
        place(address);
        return new JdbcTargetSession(connect(), dialect, ledger, STATEMENT_TIMEOUT, cancellation);
    }

    @Override
    public String place(TargetAddress address) {
        if (Stream.of(address.server(), address.database())
                .flatMap(Optional::stream)
                .anyMatch(name -> !name.strip().equalsIgnoreCase(NAME))) {
            throw new BridgeException.NotAllowed(
                    ErrorCode.TARGET_NOT_CONFIGURED,
                    "The event asks for " + address.named()
                            + " (metadata.target_server, metadata.target_database), but the"
                            + " sandbox has one server and one database, both called '" + NAME
                            + "'. Nothing was changed; outside of the sandbox, configure a connection that leads there"
                            + " (bridge.sqlserver.connections.<name>.host and .database).");
        }
        return NAME;
    }

    @Override
    public void requireDelivery() {
        try (JdbcTargetSession session = open(TargetAddress.DEFAULT, new Cancellation())) {
            session.requireLedger();
        }
    }

    private JdbcSession connect() {
        try {
            Connection connection = database.connect();
            return new JdbcSession(connection, () -> connection.abort(Runnable::run));
        } catch (SQLException e) {
            throw dialect.translate(e, "Connecting");
        }
    }
}
