package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.extraction.RowQuery;
import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.load.LoadLimits;
import io.github.sqldatabricks.bridge.load.LoadMode;
import io.github.sqldatabricks.bridge.load.LoadSettings;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.replication.ChangeSettings;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;
import io.github.sqldatabricks.bridge.replication.change.ChangeSource;
import io.github.sqldatabricks.bridge.replication.change.ChangeWindows;
import io.github.sqldatabricks.bridge.replication.change.CursorColumn;
import io.github.sqldatabricks.bridge.replication.change.CursorType;
import io.github.sqldatabricks.bridge.replication.change.Position;
import io.github.sqldatabricks.bridge.replication.change.Window;
import io.github.sqldatabricks.bridge.replication.plan.ResolvedStream;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Decides what a stream reads next, by how far it was read. Thread-safe, blocking. */
@ApplicationScoped
public class StreamReadings {

    private final ChangeWindows windows;
    private final RowSource source;

    public StreamReadings(ChangeWindows windows, RowSource source) {
        this.windows = windows;
        this.source = source;
    }

    /**
     * What a stream reads next.
     *
     * @param query the statement for the rows; empty when nothing is new
     * @param settings how they are loaded
     * @param position how far the stream is read once they are; empty for a stream that reads all rows each time
     * @param completeness how sure it is that they are all that changed, such as {@code full} or {@code horizon}
     */
    record StreamReading(
            Optional<RowQuery> query, LoadSettings settings, Optional<String> position, String completeness) {}

    /**
     * The next reading.
     *
     * @param stored how far its target is; empty before the first load
     * @throws BridgeException when the source can't be asked, or can't be read on from there
     */
    StreamReading next(ResolvedStream stream, StreamState state, Optional<String> stored, Cancellation cancellation) {
        LoadSettings settings = settings(stream, state);
        if (stream.change() instanceof ChangeSettings.Full) {
            return new StreamReading(
                    Optional.of(stream.query().all()),
                    settings,
                    Optional.empty(),
                    stream.change().text());
        }
        ChangeSource changes = changes(stream, cancellation);
        Position from = stored.filter(position -> !state.reset())
                .map(Position::read)
                .orElseGet(() -> Position.start(state.generation(), changes.column()));
        Window window = window(stream, changes, from, cancellation);
        return new StreamReading(
                rows(changes, window),
                settings,
                Optional.of(window.next().json()),
                window.completeness().text());
    }

    /** A reset replaces what is there; who has approved a load has seen what its limits are for. */
    private static LoadSettings settings(ResolvedStream stream, StreamState state) {
        LoadSettings settings = stream.load();
        return new LoadSettings(
                settings.target(),
                state.reset() ? new LoadMode.Replace() : settings.mode(),
                settings.contract(),
                state.approvedBy().isPresent() ? LoadLimits.NONE : settings.limits(),
                settings.table());
    }

    private Window window(ResolvedStream stream, ChangeSource changes, Position from, Cancellation cancellation) {
        boolean merged = stream.load().mode() instanceof LoadMode.Merge;
        return stream.change() instanceof ChangeSettings.Cursor cursor
                ? windows.next(changes, cursor, merged, from, cancellation)
                : windows.next(changes, merged, from, cancellation);
    }

    private static Optional<RowQuery> rows(ChangeSource changes, Window window) {
        if (window instanceof Window.Everything everything) {
            return Optional.of(changes.rows(everything));
        }
        return window instanceof Window.Slice slice ? Optional.of(changes.rows(slice)) : Optional.empty();
    }

    private ChangeSource changes(ResolvedStream stream, Cancellation cancellation) {
        String name = stream.change() instanceof ChangeSettings.Cursor cursor
                ? cursor.column()
                : ((ChangeSettings.Rowversion) stream.change()).column();
        CursorColumn column = stream.table()
                .flatMap(table -> table.column(name))
                .map(StreamReadings::column)
                .orElseGet(() -> described(stream, name, cancellation));
        return new ChangeSource(stream.query(), column);
    }

    private static CursorColumn column(SourceColumn column) {
        return new CursorColumn(column.name(), CursorType.of(column.name(), column.sourceType()), column.nullable());
    }

    /** Of a template: what its columns are, the server knows only. */
    private CursorColumn described(ResolvedStream stream, String name, Cancellation cancellation) {
        try (RowStream none = source.open(stream.query().narrowed("1 = 0", List.of()), cancellation)) {
            Column column = none.schema()
                    .find(name)
                    .orElseThrow(() -> new BridgeException.RemotePermanent(
                            ErrorCode.CHANGE_COLUMN_REFUSED,
                            "Expected the cursor '" + name + "' among the columns of the stream " + stream.name()
                                    + ", but it has "
                                    + none.schema().columns().stream()
                                            .map(Column::name)
                                            .toList()
                                    + ". Name one of them as cursor, or select it."));
            return new CursorColumn(
                    column.name(), CursorType.of(column.name(), column.sourceType()), column.nullable());
        }
    }
}
