package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.protocol.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.state.Position;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.FeedChanges;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.FeedSnapshot;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a table's rows once, and from then on the changes of each version. */
final class ChangeFeedReading implements Reading {

    private static final List<TableColumn> ORDER = List.of(FeedFields.COMMIT_VERSION);

    private final StreamTools tools;

    ChangeFeedReading(StreamTools tools) {
        this.tools = tools;
    }

    @Override
    public void read(Optional<StreamState> state) {
        long latest = latestVersion();
        if (state.isPresent()
                && state.get() instanceof FeedChanges known
                && known.position().fits(ORDER)) {
            changes(known.position(), latest);
            return;
        }
        FeedSnapshot snapshot = begun(state, latest);
        try {
            changes(snapshot(snapshot), latest);
        } catch (BridgeException.RemotePermanent failure) {
            throw explained(failure);
        }
    }

    /**
     * The version is in a state before its first record: were an attempt that died to be followed by one of another version, a row
     * that was deleted between them would stay in the destination for ever.
     */
    private FeedSnapshot begun(Optional<StreamState> state, long latest) {
        if (state.isPresent() && state.get() instanceof FeedSnapshot known) {
            return new FeedSnapshot(known.version(), known.takenAt(), SnapshotPart.usable(tools, known.position()));
        }
        state.ifPresent(other ->
                tools.output().log(LogLevel.WARN, "its state is of another sync mode; it is read from the beginning."));
        tools.estimate(List.of());
        String now = Instant.ofEpochMilli(tools.output().now()).toString();
        FeedSnapshot begin = new FeedSnapshot(latest, now, Optional.empty());
        tools.output().checkpoint(begin);
        return begin;
    }

    private Position snapshot(FeedSnapshot begin) {
        Part part = SnapshotPart.of(
                tools,
                OptionalLong.of(begin.version()),
                FeedFields.snapshot(begin.version(), Instant.parse(begin.takenAt())),
                position -> new FeedSnapshot(begin.version(), begin.takenAt(), Optional.of(position)));
        tools.parts().read(part, begin.position());
        Position after = before(begin.version() + 1);
        tools.output().checkpoint(new FeedChanges(after));
        return after;
    }

    /** Reads up to the version that was the newest when the sync began. */
    private void changes(Position from, long latest) {
        if (version(from) <= latest) {
            Part part = new Part(
                    ORDER,
                    position -> query(version(position.orElse(from)), latest),
                    FeedChanges::new,
                    FeedFields::changes);
            try {
                tools.parts().read(part, Optional.of(from));
            } catch (BridgeException.RemotePermanent failure) {
                throw explained(failure);
            }
        }
        tools.output().checkpoint(new FeedChanges(version(from) <= latest ? before(latest + 1) : from));
    }

    private TableQuery query(long from, long latest) {
        return new TableQuery.Changes(
                tools.table(), tools.plan().selected(), tools.plan().filters(), from, latest);
    }

    private BridgeException explained(BridgeException.RemotePermanent failure) {
        if (failure.error() != ErrorCode.TABLE_VERSION_GONE) {
            return failure;
        }
        return new BridgeException.InvalidRequest(
                ErrorCode.CHANGE_FEED_GAP,
                "The change data feed of " + tools.table().table()
                        + " does not reach back to the last sync any more (VACUUM or the table's retention removed it, or the"
                        + " feed was off for a while). Reset the stream, and sync more often than the retention.",
                failure);
    }

    private long latestVersion() {
        return tools.retries()
                .call(() -> tools.tables().latestVersion(tools.table().table()));
    }

    /** The place before all changes of a version. */
    private static Position before(long version) {
        return new Position(
                List.of(Position.Value.of(FeedFields.COMMIT_VERSION, Long.toString(version))), Optional.of(List.of()));
    }

    private static long version(Position position) {
        return Long.parseLong(position.values().get(0).text());
    }
}
