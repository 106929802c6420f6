package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.load.DeltaTables.DeltaTable;
import io.github.sqldatabricks.bridge.load.DeltaTables.TargetState;
import io.github.sqldatabricks.bridge.load.LoadOrder.LoadId;
import io.github.sqldatabricks.bridge.load.SchemaContract.Change;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Loads files into a table, exactly once: the same order may be given again after any failure, and by another process, and the table has
 * its rows once. Thread-safe, blocking.
 *
 * <p>It keeps the state that each of its loads ended with, until the stream's next load takes it. So a load that fails leaves none, and
 * the one after it begins by taking the target over, which ends whatever may still be under way.
 */
public final class LoadService {

    private static final Logger LOG = Logger.getLogger(LoadService.class);

    /** How often a statement runs that met another writer of the table. */
    private static final int TRIES = 5;

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final DeltaTables tables;
    /** By stream: the states of which nothing is under way. */
    private final Map<String, TargetState> settled = new ConcurrentHashMap<>();
    /** By target: loads of one process into one table would only disturb each other. */
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    public LoadService(DeltaTables tables) {
        this.tables = tables;
    }

    /** How far the loads of a stream are; empty before its first one. One statement, which changes nothing. */
    public Optional<TargetState> state(String stream) {
        return tables.state(stream);
    }

    /**
     * Loads. In the steady state, with the table as it was and this process's last load of the stream the last one of all, two statements
     * go to the warehouse, and one more with limits; a takeover costs four more. Waits while the process loads into the same table.
     *
     * @param cancellation ends the wait and the statement
     * @return the state now
     * @throws BridgeException.RemoteTransient ({@code load-overtaken}) when another process writes for the stream now
     * @throws BridgeException.Conflict ({@code load-outdated}, {@code load-target-replaced}, {@code load-contract-broken}, {@code
     *     load-limit-exceeded}) when it may not be loaded
     * @throws BridgeException when it failed: the same order may be given again. Until it, or a newer one of the stream, has ended, its
     *     rows may be in the table already, when only the answer was lost
     */
    public TargetState load(LoadOrder order, Cancellation cancellation) {
        String target = order.target().toString().toLowerCase(Locale.ROOT);
        ReentrantLock lock = locks.computeIfAbsent(target, name -> new ReentrantLock());
        await(lock, cancellation);
        try {
            Optional<TargetState> known = Optional.ofNullable(settled.remove(order.stream()));
            TargetState next = load(order, known, cancellation);
            settled.put(order.stream(), next);
            return next;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets how far a stream is loaded. What runs for it fails, and so does each load that was asked for before.
     *
     * @param id of the change; later than all loads of the stream
     * @throws BridgeException.Conflict ({@code load-outdated}) when the stream was never loaded, or later than that
     * @throws BridgeException.RemoteTransient ({@code load-overtaken}) when a load ends at this moment
     */
    public TargetState reposition(LoadId id, String stream, String position) {
        settled.remove(stream);
        TargetState state = tables.state(stream)
                .filter(known ->
                        known.loadId().filter(last -> last.compareTo(id) < 0).isPresent())
                .orElseThrow(() -> new BridgeException.Conflict(
                        ErrorCode.LOAD_OUTDATED,
                        "Expected a state of " + stream
                                + " in Delta with a load before now, but there is none. Delta stays as"
                                + " it is. Run the stream first."));
        return tables.reposition(id, stream, state, position);
    }

    private static void await(ReentrantLock lock, Cancellation cancellation) {
        try {
            do {
                cancellation.check();
            } while (!lock.tryLock(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BridgeException.Cancelled(ErrorCode.CANCELLED, "The wait for another load was interrupted.");
        }
    }

    private TargetState load(LoadOrder order, Optional<TargetState> known, Cancellation cancellation) {
        TargetState state = known.orElseGet(() -> tables.takeOver(order));
        if (state.has(order) || hasAppended(order, state)) {
            LOG.infof("Loaded before load=%s table=%s rows=%d", order.id(), order.target(), order.rows());
            return state;
        }
        requireFollows(order, state);
        DeltaTable table = prepared(order, state);
        if (known.isEmpty()) {
            tables.fence(order.target(), state);
        }
        requireLimits(order, table);
        cancellation.check();
        write(order, table, state, cancellation);
        TargetState next = tables.advance(order, table, state);
        LOG.infof(
                "Loaded load=%s table=%s mode=%s rows=%d",
                order.id(), order.target(), order.mode().text(), order.rows());
        return next;
    }

    /**
     * Whether an older load has ended: a table that is appended to tells it. Any other one would bring old rows back.
     *
     * @throws BridgeException.Conflict ({@code load-outdated}) when it is older and has not, or nobody knows
     */
    private boolean hasAppended(LoadOrder order, TargetState state) {
        if (!state.isBehind(order)) {
            return false;
        }
        if (order.mode() instanceof LoadMode.Append
                && order.rows() > 0
                && tables.find(order.target()).isPresent()
                && tables.loadedRows(order) == order.rows()) {
            return true;
        }
        throw new BridgeException.Conflict(
                ErrorCode.LOAD_OUTDATED,
                "Load " + order.id() + " of " + order.target() + " was asked for before "
                        + state.loadId().orElse(state.first())
                        + ", which came first, so its rows would be older than those that are there. Nothing was loaded. Extract again.");
    }

    /** Rows that came after one load are not all that came after another one. */
    private static void requireFollows(LoadOrder order, TargetState state) {
        boolean differs =
                order.follows().isPresent() && !order.follows().get().last().equals(state.loadId());
        if (differs) {
            throw new BridgeException.RemoteTransient(
                    ErrorCode.LOAD_OVERTAKEN,
                    "Expected load " + order.id() + " of " + order.target() + " to follow "
                            + order.follows().get().last().map(LoadId::text).orElse("no other")
                            + ", but the last one is "
                            + state.loadId().map(LoadId::text).orElse("none")
                            + ". What is new is looked for again.",
                    null);
        }
    }

    /** The table, with the columns that the load needs. */
    private DeltaTable prepared(LoadOrder order, TargetState state) {
        Optional<DeltaTable> there = tables.find(order.target());
        requireSame(order, state, there);
        if (there.isEmpty()) {
            order.settings().contract().requireMaking(order.settings());
            tables.create(order);
            there = tables.find(order.target());
        }
        DeltaTable table = there.orElseThrow(() -> changed(order, "it is gone"));
        List<Change> changes = order.settings().contract().changes(order, table);
        if (changes.isEmpty()) {
            return table;
        }
        LOG.infof("Changing columns table=%s changes=%s", order.target(), changes);
        tables.change(order.target(), changes);
        return tables.find(order.target()).orElseThrow(() -> changed(order, "it is gone"));
    }

    /** What a position stands for is in the table; one that is new or another one does not have it. */
    private static void requireSame(LoadOrder order, TargetState state, Optional<DeltaTable> there) {
        if (!state.isOther(there)) {
            return;
        }
        if (state.position().isPresent() && !(order.mode() instanceof LoadMode.Replace)) {
            throw new BridgeException.Conflict(
                    ErrorCode.LOAD_TARGET_REPLACED,
                    "Expected " + order.target() + " to be the table of load "
                            + state.loadId().orElse(state.first()) + ", but it was dropped"
                            + (there.isPresent() ? " and made again" : "")
                            + ", so that the rows of earlier loads are gone. Nothing was loaded. Load the whole source by mode replace.");
        }
        LOG.warnf(
                "A table is another one than that of the last load, whose rows are gone with it: table=%s load=%s",
                order.target(), state.loadId().orElse(state.first()));
    }

    private void requireLimits(LoadOrder order, DeltaTable table) {
        // The other modes take nothing away.
        boolean replaces = order.mode() instanceof LoadMode.Replace || order.mode() instanceof LoadMode.ReplaceWhere;
        LoadLimits limits = order.settings().limits();
        if (replaces && limits.needCount()) {
            long before = tables.replacedRows(order, table);
            boolean others = order.mode() instanceof LoadMode.ReplaceWhere && limits.needTotal();
            limits.require(order, before, order.rows(), others ? tables.rows(order.target()) : before);
        }
    }

    /** A statement that met another writer has ended, so that it may run again as it is. */
    private void write(LoadOrder order, DeltaTable table, TargetState state, Cancellation cancellation) {
        for (int tried = 1; ; tried++) {
            try {
                tables.load(order, table, state, cancellation);
                requireColumns(order, table);
                return;
            } catch (BridgeException.RemoteTransient e) {
                if (e.error() != ErrorCode.DELTA_WRITE_CONFLICT || tried == TRIES) {
                    throw e;
                }
                LOG.infof("A load met another writer load=%s table=%s try=%d", order.id(), order.target(), tried);
                cancellation.check();
            }
        }
    }

    /** Some statements go by the columns' order: what changed it meanwhile may have mixed values up, which the next attempt corrects. */
    private void requireColumns(LoadOrder order, DeltaTable table) {
        Optional<DeltaTable> now = tables.find(order.target());
        if (now.isEmpty() || !now.get().isAs(table)) {
            throw changed(order, "somebody changed its columns, or made it anew, while the load wrote");
        }
    }

    private static BridgeException changed(LoadOrder order, String what) {
        return new BridgeException.RemoteTransient(
                ErrorCode.LOAD_TARGET_CHANGED,
                "Expected the table " + order.target() + " to stay as it was found, but " + what
                        + ". The load is tried again.",
                null);
    }
}
