package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.protocol.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.state.Position;
import io.github.sqldatabricks.bridge.airbyte.state.ReadOrder;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.FullRefresh;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.RefreshId;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads all rows of a table, and goes on where an earlier attempt of the same refresh was interrupted. */
final class FullRefreshReading implements Reading {

    private static final RefreshId OF_PYAIRBYTE = new RefreshId(OptionalLong.of(1), OptionalLong.of(1));

    private final StreamTools tools;
    private final RefreshId refresh;

    FullRefreshReading(StreamTools tools) {
        this.tools = tools;
        this.refresh = tools.plan().configured().refresh();
    }

    @Override
    public void read(Optional<StreamState> state) {
        Optional<FullRefresh> earlier =
                state.filter(FullRefresh.class::isInstance).map(FullRefresh.class::cast);
        if (earlier.filter(this::isDone).isPresent()) {
            tools.output().log(LogLevel.INFO, "an earlier attempt of this sync has read it already.");
            tools.output().checkpoint(earlier.get());
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
                && !ReadOrder.ofKey(tools.table()).isEmpty()
                && SnapshotPart.usable(tools, state.position()).isPresent()
                        == state.position().isPresent();
    }

    private void goOn(FullRefresh state) {
        try {
            tools.output().log(LogLevel.INFO, "goes on where an earlier attempt was interrupted.");
            read(state.snapshot(), state.position());
        } catch (BridgeException.RemotePermanent failure) {
            if (failure.error() != ErrorCode.TABLE_VERSION_GONE) {
                throw failure;
            }
            tools.output()
                    .log(LogLevel.WARN, "the table does not keep the version any more that was read; starting again.");
            start();
        }
    }

    private void start() {
        boolean resumable = !ReadOrder.ofKey(tools.table()).isEmpty();
        OptionalLong version = resumable ? tools.latestVersion() : OptionalLong.empty();
        tools.estimate(List.of());
        if (version.isPresent()) {
            // Before the first record, so that all attempts read the same version.
            tools.output().checkpoint(new FullRefresh(refresh, version, Optional.empty(), false));
        }
        read(version, Optional.empty());
    }

    private void read(OptionalLong version, Optional<Position> from) {
        Part part = SnapshotPart.of(
                tools,
                version,
                Part.RowRule.PLAIN,
                position -> new FullRefresh(refresh, version, Optional.of(position), false));
        tools.parts().read(part, from);
        tools.output().checkpoint(new FullRefresh(refresh, version, Optional.empty(), true));
    }
}
