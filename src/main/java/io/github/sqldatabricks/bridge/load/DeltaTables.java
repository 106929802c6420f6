package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.load.LoadOrder.LoadId;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /**
     * A table as it is now.
     *
     * @param id Unity Catalog's, which a table that is dropped and made again does not keep; empty where the catalog tells none
     * @param columns in their order
     * @param properties by name; empty when nobody says them
     */
    record DeltaTable(Optional<String> id, List<DeltaColumn> columns, Optional<Map<String, String>> properties) {

        public DeltaTable {
            columns = List.copyOf(columns);
            properties = properties.map(Map::copyOf);
        }

        /** One of which nobody asked for properties. */
        public DeltaTable(Optional<String> id, List<DeltaColumn> columns) {
            this(id, columns, Optional.empty());
        }

        /** Whether it is the same table, with the same columns in the same order. Properties change with each load. */
        public boolean isAs(DeltaTable other) {
            return id.equals(other.id) && columns.equals(other.columns);
        }

        /**
         * One column of it.
         *
         * @param name as the table spells it
         * @param type in Databricks' words and lower case, such as {@code decimal(10,2)}
         */
        public record DeltaColumn(String name, String type, boolean nullable) {}

        /** The column of that name, whatever its case, as Delta compares. */
        public Optional<DeltaColumn> column(String name) {
            String wanted = name.toLowerCase(Locale.ROOT);
            return columns.stream()
                    .filter(column -> column.name().toLowerCase(Locale.ROOT).equals(wanted))
                    .findFirst();
        }
    }

    /**
     * How far the loads of one stream are. The row in Delta is the truth.
     *
     * @param fence the fencing token of who may write: the highest one ever given out
     * @param sequence how many loads have ended
     * @param first the load that the row was made for: nothing is known of those before it
     * @param loadId the one that ended last
     * @param rows of that one
     * @param position how far the source is loaded, in the words of who asked; it moves with the sequence
     * @param targetId Unity Catalog's id of the table that it went into; another one now is another table of the same name
     */
    record TargetState(
            long fence,
            long sequence,
            LoadId first,
            Optional<LoadId> loadId,
            long rows,
            Optional<String> position,
            Optional<String> targetId) {

        /** The state once this load has ended. */
        public TargetState after(LoadOrder order, DeltaTable table) {
            return new TargetState(
                    fence,
                    sequence + 1,
                    first,
                    Optional.of(order.id()),
                    order.rows(),
                    order.position().or(() -> position),
                    table.id());
        }

        /** The state once somebody has set its position: no load that was asked for before can end any more. */
        public TargetState at(LoadId id, String other) {
            return new TargetState(fence + 1, sequence + 1, first, Optional.of(id), 0, Optional.of(other), targetId);
        }

        /** Whether this load is the one that ended last. */
        boolean has(LoadOrder order) {
            return loadId.filter(order.id()::equals).isPresent();
        }

        /** Whether a load of the stream that was asked for later has ended, or began the state. */
        boolean isBehind(LoadOrder order) {
            return order.id().compareTo(loadId.orElse(first)) < 0;
        }

        /** Whether the table is another one than that of the last load; empty stands for a table that is not there. */
        boolean isOther(Optional<DeltaTable> table) {
            return sequence > 0
                    && (table.isEmpty()
                            || targetId.isPresent()
                                    && table.get().id().isPresent()
                                    && !targetId.equals(table.get().id()));
        }
    }
}
