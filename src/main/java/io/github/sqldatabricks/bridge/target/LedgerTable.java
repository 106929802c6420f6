package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.jdbc.JdbcRowStream.SqlFailures;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Sees to it, once, that a database has the ledger's table. Thread-safe. */
public final class LedgerTable {

    private static final Logger LOG = Logger.getLogger(LedgerTable.class);
    private static final String EXISTS = "SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES"
            + " WHERE LOWER(TABLE_SCHEMA) = 'bridge' AND LOWER(TABLE_NAME) = 'sync_ledger'";

    /** Rights are granted by people; whether the table is there is looked at with each event. */
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMinutes(1);

    private final SqlFailures failures;
    private final Runnable migration;
    private boolean ready;
    private BridgeException refusal;
    private long refusedAt;

    /** @param migration makes the table, over connections of its own */
    public LedgerTable(SqlFailures failures, Runnable migration) {
        this.failures = failures;
        this.migration = migration;
    }

    /**
     * Makes the table when it is not there; one that a DBA has made is left as it is. After a refusal the next attempt at making
     * it is a minute later; until then the answer is the same.
     *
     * @throws BridgeException.RemotePermanent ({@code ledger-missing}) when it can't be made
     */
    synchronized void require(TargetConnection connection) throws SQLException {
        if (!ready && !exists(connection)) {
            make(connection);
        }
        ready = true;
    }

    private static boolean exists(TargetConnection connection) throws SQLException {
        return connection.list(EXISTS, row -> row.getLong(1)).get(0) > 0;
    }

    /** Another process may make it at the same time; the second one fails and finds it there. */
    private void make(TargetConnection connection) throws SQLException {
        if (refusal != null && System.nanoTime() - refusedAt < BETWEEN_ATTEMPTS.toNanos()) {
            throw refusal;
        }
        try {
            migration.run();
            LOG.info("Made the table bridge.sync_ledger");
        } catch (RuntimeException e) {
            if (!exists(connection)) {
                throw remembered(failure(e));
            }
        }
    }

    private BridgeException remembered(BridgeException failure) {
        if (!failure.retryable()) {
            refusal = failure;
            refusedAt = System.nanoTime();
            LOG.warn("The table bridge.sync_ledger could not be made; the next attempt is in a minute", failure);
        }
        return failure;
    }

    private BridgeException failure(RuntimeException failure) {
        Optional<BridgeException> passing = Stream.iterate(
                        (Throwable) failure, cause -> cause != null, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(cause -> failures.translate((SQLException) cause, "Making the table bridge.sync_ledger"))
                .filter(BridgeException::retryable)
                .findFirst();
        return passing.orElseGet(() -> new BridgeException.RemotePermanent(
                ErrorCode.LEDGER_MISSING,
                "The table bridge.sync_ledger, which makes sure that no event is applied twice, is not there (or"
                        + " not visible) and could not be made. Let a DBA run what 'bridge setup --print' prints, or"
                        + " accept that an event can be applied twice: bridge.sync.delivery=at-least-once.",
                failure));
    }
}
