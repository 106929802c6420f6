package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.run.StreamState.Block;
import io.github.sqldatabricks.bridge.work.StoreRetries;

/** Notes loads that their limits have stopped. Thread-safe, blocking. */
final class BlockedLoads {

    private final ReplicationStore store;
    private final StoreRetries retries;

    BlockedLoads(ReplicationStore store) {
        this(store, new StoreRetries());
    }

    BlockedLoads(ReplicationStore store, StoreRetries retries) {
        this.store = store;
        this.retries = retries;
    }

    /**
     * Notes one. When the store fails for good, that is told with what has stopped the load, and does not take its place.
     *
     * @param seen what was known when the run began
     * @param stopped what has stopped it
     * @param stop ends the waiting for a store that is away
     * @return false when the run was overtaken, so that nothing is noted
     */
    boolean note(StreamState seen, Block block, BridgeException.LoadBlocked stopped, Cancellation stop) {
        try {
            return retries.get(() -> store.blocked(seen, block), stop);
        } catch (BridgeException e) {
            stopped.addSuppressed(e);
            return true;
        }
    }
}
