package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.load.SchemaContract.Change;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Loads files into a table, exactly once: the same order may be given again after any failure, and by another process, and the table has
 * its rows once. Thread-safe, blocking.
 *
 * <p>To be settled before requests use it: an order that is given up after its rows were written leaves them there, and an order that is
 * given again after a later one has ended brings its rows back. Both need the state to know which load is under way.
 */
public final class LoadService {

    private static final Logger LOG = Logger.getLogger(LoadService.class);

    private final DeltaTables tables;

    public LoadService(DeltaTables tables) {
        this.tables = tables;
    }

    /**
     * Loads. In the steady state, with {@code known} at hand and the table as it was, two statements go to the warehouse.
     *
     * @param known the state as this process left it, of a target that is its own; empty to take the target over, which costs up to four
     *     statements more
     * @return the state now; keep it for the next load
     * @throws BridgeException.RemoteTransient ({@code load-overtaken}) when another one writes into the target now
     * @throws BridgeException when it failed. The same order may be given again, with no state known; until then its rows may be in the
     *     table already, when only the answer was lost
     */
    public TargetState load(LoadOrder order, Optional<TargetState> known) {
        TargetState state = known.orElseGet(() -> tables.takeOver(order));
        if (state.has(order)) {
            LOG.infof("Loaded before load=%s table=%s rows=%d", order.id(), order.target(), state.rows());
            return state;
        }
        DeltaTable table = prepared(order);
        if (known.isEmpty()) {
            tables.fence(order.target(), state);
        }
        requireLimits(order);
        tables.load(order, table, state);
        TargetState next = tables.advance(order, state);
        LOG.infof(
                "Loaded load=%s table=%s mode=%s rows=%d",
                order.id(), order.target(), order.mode().text(), order.rows());
        return next;
    }

    /** The table, with the columns that the load needs. */
    private DeltaTable prepared(LoadOrder order) {
        Optional<DeltaTable> there = tables.find(order.target());
        if (there.isEmpty()) {
            tables.create(order);
            there = tables.find(order.target());
        }
        DeltaTable table = there.orElseThrow(() -> gone(order));
        List<Change> changes = order.contract().changes(order, table);
        if (changes.isEmpty()) {
            return table;
        }
        LOG.infof("Changing columns table=%s changes=%s", order.target(), changes);
        tables.change(order.target(), changes);
        return tables.find(order.target()).orElseThrow(() -> gone(order));
    }

    private void requireLimits(LoadOrder order) {
        // The other modes take nothing away.
        boolean replaces = order.mode() instanceof LoadMode.Replace || order.mode() instanceof LoadMode.ReplaceWhere;
        if (replaces && order.limits().needCount()) {
            order.limits().require(order, tables.replacedRows(order), order.rows());
        }
    }

    private static BridgeException gone(LoadOrder order) {
        return new BridgeException.RemoteTransient(
                ErrorCode.LOAD_TARGET_GONE,
                "Expected the table " + order.target()
                        + ", which was just made or found, but it is gone. Somebody drops it.",
                null);
    }
}
