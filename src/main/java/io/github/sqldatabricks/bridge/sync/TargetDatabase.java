package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.SqlServerTable;

/** Port: the SQL Servers whose tables are changed. Thread-safe. */
public interface TargetDatabase {

    /**
     * A connection for one event.
     *
     * @param address which of them
     * @param cancellation cuts the connection, whatever it is doing
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.NotAllowed ({@code target-not-configured}) when no
     *     connection leads there
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when there is no connection
     */
    TargetSession open(TargetAddress address, Cancellation cancellation);

    /**
     * Where connections to an address lead, by the configuration alone: equal for all ways that it can tell to be the same.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException as {@link #open}, without connecting
     */
    String place(TargetAddress address);

    /**
     * Asks the server which table a name means.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when it can't be asked
     */
    default TargetIdentity identify(TargetAddress address, SqlServerTable table) {
        try (TargetSession session = open(address, new Cancellation())) {
            return session.identify(table);
        }
    }

    /**
     * Makes sure that the default SQL Server has what {@code bridge.sync.delivery} needs; where that is nothing, there is nothing to
     * do.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException.RemotePermanent ({@code ledger-missing}) when it has no
     *     ledger and none can be made
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when it can't be asked
     */
    default void requireDelivery() {}
}
