package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.List;
import java.util.Optional;

/**
 * Port: the tables that are loaded, and the state of their loads. Every method does no harm when it runs twice, since an answer can be
 * lost. Thread-safe, blocking.
 */
public interface DeltaTables {

    /** The table as it is now; empty when there is none. Needs no warehouse. */
    Optional<DeltaTable> find(UnityTable table);

    /** Makes the table of the order, unless somebody did meanwhile. */
    void create(LoadOrder order);

    /** Changes its columns, in this order. */
    void change(UnityTable table, List<SchemaContract.Change> changes);

    /** How many rows the load would replace: all of the table, or those of the slices. */
    long replacedRows(LoadOrder order, DeltaTable table);

    /** How many rows the table has. */
    long rows(UnityTable table);

    /** How many rows of a table that is appended to this load has brought. */
    long loadedRows(LoadOrder order);

    /** The state of a stream's loads; empty before its first one. Changes nothing. */
    Optional<TargetState> state(String stream);

    /**
     * Makes the caller the only one who may write for the stream.
     *
     * @return the state with a new fencing token
     * @throws BridgeException.RemoteTransient ({@code load-overtaken}) when another one did the same at this moment
     */
    TargetState takeOver(LoadOrder order);

    /** Makes statements of an older fencing token fail that are on their way to the target; the target exists. */
    void fence(UnityTable target, TargetState state);

    /**
     * Runs the data statement. It writes nothing unless the state in Delta has this fencing token and sequence, and the files have the
     * order's count of rows. Rows that an abandoned load of the stream appended go.
     *
     * @param table the target's columns
     * @param cancellation ends the statement
     * @throws BridgeException.RemoteTransient ({@code load-overtaken}) when the state is another one; ({@code delta-write-conflict}) when
     *     another statement changed the table meanwhile, and this one has ended and written nothing
     * @throws BridgeException.RemotePermanent ({@code load-count-mismatch}, {@code load-key-duplicate}) when the files are not what was said
     */
    void load(LoadOrder order, DeltaTable table, TargetState state, Cancellation cancellation);

    /**
     * Sets how far a stream is loaded, which ends whatever may still be under way for it.
     *
     * @param id of the change, later than all loads of the stream
     * @param state as it was seen
     * @return the state now
     * @throws BridgeException.RemoteTransient ({@code load-overtaken}) when it is another one
     */
    TargetState reposition(LoadId id, String stream, TargetState state, String position);

    /**
     * Moves the state on by this load, which {@link #load} has written.
     *
     * @param table that was written
     * @return the state now
     * @throws BridgeException.RemoteTransient ({@code load-overtaken}) when another one has moved it
     */
    TargetState advance(LoadOrder order, DeltaTable table, TargetState state);
}
