package io.github.sqldatabricks.bridge.target;

import io.github.sqldatabricks.bridge.jdbc.SqlFailures;
import io.github.sqldatabricks.bridge.sync.ChangeCounts;
import io.github.sqldatabricks.bridge.sync.SyncConfig;
import io.github.sqldatabricks.bridge.sync.TargetSession.Attempt;
import io.github.sqldatabricks.bridge.target.SyncLedger.LedgerTable;
import java.sql.SQLException;
import java.util.Optional;

/** What is remembered of events in the target's own database. Thread-safe. */
public interface Ledger {

    /**
     * The ledger that the delivery asks for.
     *
     * @param migration makes the table, over connections of its own
     */
    static Ledger of(SyncConfig.Delivery delivery, SqlFailures failures, Runnable migration) {
        return switch (delivery) {
            case EXACTLY_ONCE -> new SyncLedger(new LedgerTable(failures, migration));
            case AT_LEAST_ONCE -> new NoLedger();
        };
    }

    /** Whether anything is remembered. */
    boolean isKept();

    /**
     * Makes the ledger's table when it is not there.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent ({@code ledger-missing}) when that is not
     *     possible
     */
    void require(TargetConnection connection) throws SQLException;

    /**
     * Notes that an attempt begins; outside of a transaction.
     *
     * @return the counts, when the event is applied already
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient ({@code event-taken-over}) when an
     *     attempt with a higher fence has begun
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.Conflict ({@code event-id-reused}) when the id is known
     *     with another content
     */
    Optional<ChangeCounts> beginAttempt(TargetConnection connection, Attempt attempt) throws SQLException;

    /**
     * Locks the event's row until the transaction ends, so that of several attempts one at a time gets further.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemoteTransient ({@code event-taken-over}) when another
     *     attempt has begun or has applied the event meanwhile
     */
    void lock(TargetConnection connection, Attempt attempt) throws SQLException;

    /** Notes that the event is applied, in the transaction that applies it. */
    void applied(TargetConnection connection, Attempt attempt, ChangeCounts counts) throws SQLException;

    /** Remembers nothing: an event whose process died between commit and report is applied again. */
    final class NoLedger implements Ledger {

        @Override
        public boolean isKept() {
            return false;
        }

        @Override
        public void require(TargetConnection connection) {
            // There is nothing to make.
        }

        @Override
        public Optional<ChangeCounts> beginAttempt(TargetConnection connection, Attempt attempt) {
            return Optional.empty();
        }

        @Override
        public void lock(TargetConnection connection, Attempt attempt) {
            // Nobody else is kept away.
        }

        @Override
        public void applied(TargetConnection connection, Attempt attempt, ChangeCounts counts) {
            // Nobody will ask.
        }
    }
}
