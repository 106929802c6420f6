package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.FullRefresh;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.RefreshId;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads all rows of a table, and goes on where an earlier attempt of the same refresh was interrupted. */
final class FullRefreshReading implements StreamRead.Strategy {

    private static final RefreshId OF_PYAIRBYTE = new RefreshId(OptionalLong.of(1), OptionalLong.of(1));

    private final TableReader reader;
    private final StreamOutput output;
    private final RefreshId refresh;

    FullRefreshReading(TableReader reader, StreamPlan plan, StreamOutput output) {
        this.reader = reader;
        this.output = output;
        this.refresh = plan.configured().refresh();
    }

    @Override
    public void read(Optional<StreamState> state) {
        Optional<FullRefresh> earlier =
                state.filter(FullRefresh.class::isInstance).map(FullRefresh.class::cast);
        if (earlier.filter(this::isDone).isPresent()) {
            output.log(LogLevel.INFO, "an earlier attempt of this sync has read it already.");
            output.checkpoint(earlier.get());
            return;
        }
        Optional<FullRefresh> begun = earlier.filter(this::isBegun);
        if (begun.isPresent()) {
            goOn(begun.get());
        } else {
            start();
        }
    }

    /**
     * Only attempts of one job have the same numbers; without them a second sync would look like a second attempt. PyAirbyte gives
     * each sync the same ones.
     */
    private boolean isDone(FullRefresh state) {
        return state.complete()
                && refresh.generation().isPresent()
                && refresh.sync().isPresent()
                && state.refresh().equals(refresh)
                && !refresh.equals(OF_PYAIRBYTE);
    }

    private boolean isBegun(FullRefresh state) {
        return !state.complete()
                && state.refresh().generation().equals(refresh.generation())
                && !Position.keyOrder(reader.table()).isEmpty()
                && usable(reader.table(), state.position()).isPresent()
                        == state.position().isPresent();
    }

    private void goOn(FullRefresh state) {
        try {
            output.log(LogLevel.INFO, "goes on where an earlier attempt was interrupted.");
            read(state.snapshot(), state.position());
        } catch (BridgeException.RemotePermanent failure) {
            if (failure.error() != ErrorCode.TABLE_VERSION_GONE) {
                throw failure;
            }
            output.log(LogLevel.WARN, "the table does not keep the version any more that was read; starting again.");
            start();
        }
    }

    private void start() {
        boolean resumable = !Position.keyOrder(reader.table()).isEmpty();
        OptionalLong version = resumable ? latestVersion() : OptionalLong.empty();
        reader.estimate(List.of());
        if (version.isPresent()) {
            // Before the first record, so that all attempts read the same version.
            output.checkpoint(new FullRefresh(refresh, version, Optional.empty(), false));
        }
        read(version, Optional.empty());
    }

    private void read(OptionalLong version, Optional<Position> from) {
        reader.read(new Rows(version), from);
        output.checkpoint(new FullRefresh(refresh, version, Optional.empty(), true));
    }

    /** Empty when the table has no versions, as a view has none. */
    private OptionalLong latestVersion() {
        try {
            return OptionalLong.of(reader.latestVersion());
        } catch (BridgeException.RemotePermanent none) {
            return OptionalLong.empty();
        }
    }

    /** The position, if a read of the table as it is now can go on from it. */
    static Optional<Position> usable(TableDescription table, Optional<Position> position) {
        List<TableColumn> key = Position.keyOrder(table);
        return position.filter(known -> !key.isEmpty() && known.fits(key));
    }

    /** All rows of a table, by its key when it has one. */
    abstract static class Snapshot implements TableReader.Slice {

        private final TableReader reader;
        private final OptionalLong version;
        private final List<TableColumn> key;

        /** @param version of the Delta table, or empty for the newest */
        Snapshot(TableReader reader, OptionalLong version) {
            this.reader = reader;
            this.version = version;
            this.key = Position.keyOrder(reader.table());
        }

        @Override
        public final List<TableColumn> order() {
            return key;
        }

        @Override
        public final TableQuery query(Optional<Position> from) {
            List<Condition> start =
                    from.map(position -> List.<Condition>of(position.from(key))).orElse(List.of());
            return reader.rows(start, key, version);
        }
    }

    /** All rows, as a full refresh says how far it is. */
    private final class Rows extends Snapshot {

        private final OptionalLong version;

        Rows(OptionalLong version) {
            super(reader, version);
            this.version = version;
        }

        @Override
        public StreamState state(Position position) {
            return new FullRefresh(refresh, version, Optional.of(position), false);
        }
    }
}
