package io.github.sqldatabricks.bridge.sync;

import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Country;
import java.util.Optional;

/** Port: the SQL Servers whose tables are changed. Thread-safe. */
@FunctionalInterface
public interface TargetDatabase {

    /**
     * A connection for one event.
     *
     * @param country whose SQL Server; empty for the default one
     * @param cancellation cuts the connection, whatever it is doing
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when there is no connection
     */
    TargetSession open(Optional<Country> country, Cancellation cancellation);

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
