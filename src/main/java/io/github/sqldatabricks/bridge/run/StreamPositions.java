package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.load.DeltaTables.TargetState;
import io.github.sqldatabricks.bridge.load.LoadMode;
import io.github.sqldatabricks.bridge.load.LoadOrder.LoadId;
import io.github.sqldatabricks.bridge.load.LoadService;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.replication.ChangeSettings;
import io.github.sqldatabricks.bridge.replication.change.CursorColumn;
import io.github.sqldatabricks.bridge.replication.change.Position;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlanner;
import io.github.sqldatabricks.bridge.replication.plan.StreamPlan;
import io.github.sqldatabricks.bridge.replication.plan.StreamRights;
import io.github.sqldatabricks.bridge.run.ReplicationStore.LastLoad;
import io.github.sqldatabricks.bridge.run.ReplicationStore.StreamId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Provider;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes positions of streams out, and puts them in again. A position that is put in begins a new generation, in which no earlier load can end:
 * the stream is claimed in the store, which one of several callers can, then the position is put beside the rows in Delta, then into the store.
 * Thread-safe, blocking.
 */
@ApplicationScoped
public class StreamPositions {

    private static final String NO_JOB = "import";

    private final ReplicationPlanner planner;
    private final ReplicationStore store;
    private final Provider<LoadService> loads;

    public StreamPositions(ReplicationPlanner planner, ReplicationStore store, Provider<LoadService> loads) {
        this.planner = planner;
        this.store = store;
        this.loads = loads;
    }

    /**
     * The present position.
     *
     * @throws BridgeException.Conflict ({@code stream-settings-contradict}) when the stream has none: it reads all rows each time, is reset, or
     *     never ran
     */
    public StateDocument export(StreamState state) {
        String position = state.position()
                .filter(known -> !known.equals(StreamReadings.WHOLE))
                .orElseThrow(() -> refused(state.id(), "that has a position", "reads all rows in its next run"));
        return new StateDocument(state.id(), state.generation(), Position.read(position));
    }

    /**
     * Puts a position in. When Delta fails, the stream is reset: its next run reads all rows.
     *
     * @param seen what the caller has seen of the stream
     * @throws BridgeException.InvalidRequest ({@code invalid-state}) when it is of another stream, column or type
     * @throws BridgeException.Conflict ({@code state-changed}) when it is of an older generation, or the stream's is another one than was seen;
     *     ({@code stream-settings-contradict}) when the stream can't have one; ({@code load-outdated}) when it never was loaded
     */
    void put(StreamState seen, StateDocument wanted) {
        StreamId id = seen.id();
        if (!wanted.stream().equals(id)) {
            throw StateDocument.invalid("it is that of " + wanted.stream());
        }
        if (wanted.generation() < seen.generation()) {
            throw changed("Expected a state of generation " + seen.generation() + " or later of " + id
                    + ", but it is of generation " + wanted.generation());
        }
        requireColumn(id, wanted.position());
        requireLoaded(id);
        // Before the claim: whoever claims the stream after this caller is later in Delta, too.
        Instant now = store.now();
        if (!store.reset(id, seen.generation())) {
            throw changedMeanwhile(id);
        }
        move(id, seen.generation() + 1, now, wanted);
    }

    private void move(StreamId id, long claimed, Instant now, StateDocument wanted) {
        long next = Math.max(wanted.generation(), claimed) + 1;
        Position position = wanted.position();
        String json =
                new Position(next, position.column(), position.type(), position.source(), position.value()).json();
        LoadId change = LoadId.ofGeneration(id.key(), now, next);
        loads.get().reposition(change, id.key(), json);
        LastLoad load = new LastLoad(change.text(), NO_JOB, 0, now);
        if (!store.repositioned(id, claimed, next, load, json)) {
            throw new BridgeException.Conflict(
                    ErrorCode.STATE_CHANGED,
                    "The stream " + id
                            + " was reset or loaded by somebody else while its position was put in. Look at it again.");
        }
    }

    /** Before the stream is claimed, because afterwards its next run reads all rows. */
    private void requireLoaded(StreamId id) {
        if (loads.get().state(id.key()).flatMap(TargetState::loadId).isEmpty()) {
            throw new BridgeException.Conflict(
                    ErrorCode.LOAD_OUTDATED,
                    "Expected a stream that was loaded before, but Delta has no load of " + id
                            + ". Nothing was changed. Run the stream first.");
        }
    }

    private void requireColumn(StreamId id, Position position) {
        ResolvedStream stream =
                planner
                        .plan(id.replication(), Optional.of(id.stream()), StreamRights.ALL, Instant.now())
                        .streams()
                        .stream()
                        .findFirst()
                        .flatMap(StreamPlan::resolved)
                        .orElseThrow(() -> refused(id, "that can run", "can't, as 'bridge replicate plan' shows"));
        if (!(stream.load().mode() instanceof LoadMode.Merge) || stream.change() instanceof ChangeSettings.Full) {
            throw refused(
                    id,
                    "that merges what changed, where rows may come again",
                    "loads by mode " + stream.load().mode().text() + " and change "
                            + stream.change().text());
        }
        String name = stream.change() instanceof ChangeSettings.Cursor cursor
                ? cursor.column()
                : ((ChangeSettings.Rowversion) stream.change()).column();
        // Of a template the server knows the columns only, and so does its next run.
        boolean same = position.column().equalsIgnoreCase(name)
                && stream.table()
                        .flatMap(table -> table.column(name))
                        .map(column -> CursorColumn.of(column).type().equals(position.type()))
                        .orElse(true);
        if (!same) {
            throw StateDocument.invalid("it is of the column " + position.column() + " "
                    + position.type().declaration() + ", and the stream is read by " + name);
        }
    }

    static BridgeException changedMeanwhile(StreamId id) {
        return changed("The stream " + id + " was reset or changed by somebody else at this moment");
    }

    static BridgeException changed(String why) {
        return new BridgeException.Conflict(ErrorCode.STATE_CHANGED, why + ". Nothing was changed.");
    }

    private static BridgeException refused(StreamId id, String expected, String but) {
        return new BridgeException.Conflict(
                ErrorCode.STREAM_SETTINGS_CONTRADICT,
                "Expected a stream " + expected + ", but " + id + " " + but + ". Nothing was changed.");
    }
}
