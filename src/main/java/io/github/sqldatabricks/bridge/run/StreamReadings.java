package io.github.sqldatabricks.bridge.run;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.extraction.RowSource.RowQuery;
import io.github.sqldatabricks.bridge.load.LoadMode;
import io.github.sqldatabricks.bridge.load.LoadSettings;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.Column;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.replication.ChangeSettings;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;
import io.github.sqldatabricks.bridge.replication.StreamQuery;
import io.github.sqldatabricks.bridge.replication.change.ChangeSource;
import io.github.sqldatabricks.bridge.replication.change.ChangeWindows;
import io.github.sqldatabricks.bridge.replication.change.CursorColumn;
import io.github.sqldatabricks.bridge.replication.change.CursorType;
import io.github.sqldatabricks.bridge.replication.change.Position;
import io.github.sqldatabricks.bridge.replication.change.Window;
import io.github.sqldatabricks.bridge.replication.change.Window.Extent;
import io.github.sqldatabricks.bridge.replication.partition.KeyColumn;
import io.github.sqldatabricks.bridge.replication.partition.PartitionPlanner;
import io.github.sqldatabricks.bridge.replication.partition.PartitionPlanner.Divided;
import io.github.sqldatabricks.bridge.replication.partition.PartitionPlanner.PartSize;
import io.github.sqldatabricks.bridge.replication.partition.TemplateParts;
import io.github.sqldatabricks.bridge.replication.plan.ReplicationPlan.ResolvedStream;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Decides what a stream reads next, by how far it was read. Thread-safe, blocking. */
@ApplicationScoped
public class StreamReadings {

    /** The position of a stream that reads all rows each time. */
    static final String WHOLE = "whole";

    private final ChangeWindows windows;
    private final PartitionPlanner partitions;
    private final TemplateParts templates;
    private final RowSource source;

    public StreamReadings(
            ChangeWindows windows, PartitionPlanner partitions, TemplateParts templates, RowSource source) {
        this.windows = windows;
        this.partitions = partitions;
        this.templates = templates;
        this.source = source;
    }

    /**
     * What a stream reads next.
     *
     * @param rows what is read; empty when nothing is new
     * @param settings how they are loaded
     * @param position how far the stream is read once they are; {@link #WHOLE} for a stream that reads all rows each time
     * @param completeness how sure it is that they are all that changed, such as {@code full} or {@code horizon}
     * @param extent what of the source the target has then
     */
    record StreamReading(
            Optional<Rows> rows,
            LoadSettings settings,
            Optional<String> position,
            String completeness,
            Extent extent) {}

    /**
     * Rows that are read.
     *
     * @param query the statement for all of them
     * @param parts those that are run, at least one; they have each of its rows exactly once as long as no row changes its key
     */
    record Rows(RowQuery query, List<RowQuery> parts) {

        static Rows of(RowQuery query) {
            return new Rows(query, List.of(query));
        }
    }

    /**
     * The next reading.
     *
     * @param stored how far its target is; empty before the first load
     * @throws BridgeException when the source can't be asked, or can't be read on from there
     */
    StreamReading next(ResolvedStream stream, StreamState state, Optional<String> stored, Cancellation cancellation) {
        LoadSettings settings = settings(stream, state, false);
        if (stream.change() instanceof ChangeSettings.Full) {
            return full(stream, settings, cancellation);
        }
        ChangeSource changes = changes(stream, cancellation);
        Position from = stored.filter(position -> !state.reset())
                .map(position -> known(stream, position))
                .orElseGet(() -> Position.start(state.generation(), changes.column()));
        Window.Upcoming upcoming = window(stream, changes, from, cancellation);
        Window window = upcoming.window();
        return new StreamReading(
                rows(stream, changes, window, cancellation),
                settings,
                Optional.of(window.next().json()),
                window.completeness().text(),
                upcoming.extent());
    }

    /**
     * A range that is read again. How far the stream is stays as it is, and so does what is known of it.
     *
     * @param stored how far its target is
     */
    StreamReading again(ResolvedStream stream, StreamState state, Optional<String> stored, Cancellation cancellation) {
        return new StreamReading(
                Optional.of(whole(stream, stream.query(), cancellation)),
                settings(stream, state, true),
                stored,
                state.completeness().orElse("unknown"),
                Extent.UNKNOWN);
    }

    /**
     * What an attempt before had decided, and has read a part of: its window is as good as it was then.
     *
     * @param ofRange whether it is a range that is read again
     * @param plan of that attempt
     */
    static StreamReading kept(ResolvedStream stream, StreamState state, boolean ofRange, PartStore.Plan plan) {
        return new StreamReading(
                Optional.of(Rows.of(stream.query().all())),
                settings(stream, state, ofRange),
                plan.position(),
                plan.completeness(),
                settled -> plan.asOf());
    }

    private static Position known(ResolvedStream stream, String position) {
        if (position.equals(WHOLE)) {
            throw new BridgeException.RemotePermanent(
                    ErrorCode.POSITION_LOST,
                    "Expected the stream " + stream.name()
                            + " to be read on from a position, but until now all its rows were read"
                            + " each time. Reset the stream, which reads all rows again.");
        }
        return Position.read(position);
    }

    /** Of parts that are read at their own moments, a row that changes its key meanwhile may be in none, and only the next run has it. */
    private StreamReading full(ResolvedStream stream, LoadSettings settings, Cancellation cancellation) {
        Rows rows = whole(stream, stream.query(), cancellation);
        String completeness = stream.change().text() + (rows.parts().size() > 1 ? "-per-partition" : "");
        return new StreamReading(Optional.of(rows), settings, Optional.of(WHOLE), completeness, Extent.ALL);
    }

    /**
     * Which rows a backfill loads, and how: an approval is of these, and of no others.
     *
     * @return a digest; empty for what a run reads
     */
    static Optional<String> range(ResolvedStream stream, boolean ofRange) {
        return ofRange ? Optional.of(Hashes.of(stream.load().mode().toString())) : Optional.empty();
    }

    /** A reset replaces what is there; who has approved a load has seen how many rows it takes away. */
    private static LoadSettings settings(ResolvedStream stream, StreamState state, boolean ofRange) {
        LoadSettings settings = stream.load();
        OptionalLong approved = state.approvedRows(range(stream, ofRange));
        return new LoadSettings(
                settings.target(),
                state.reset() ? new LoadMode.Replace() : settings.mode(),
                settings.contract(),
                approved.isPresent() ? settings.limits().approved(approved.getAsLong()) : settings.limits(),
                settings.table());
    }

    private Window.Upcoming window(
            ResolvedStream stream, ChangeSource changes, Position from, Cancellation cancellation) {
        boolean merged = stream.load().mode() instanceof LoadMode.Merge;
        return stream.change() instanceof ChangeSettings.Cursor cursor
                ? windows.next(changes, cursor, merged, from, cancellation)
                : windows.next(changes, merged, from, cancellation);
    }

    private Optional<Rows> rows(ResolvedStream stream, ChangeSource changes, Window window, Cancellation cancellation) {
        if (window instanceof Window.Everything everything) {
            return Optional.of(whole(stream, changes.all(everything), cancellation));
        }
        return window instanceof Window.Slice slice ? Optional.of(Rows.of(changes.rows(slice))) : Optional.empty();
    }

    /**
     * Several readers share a table's rows, and those of a template that says by which column; those of another one, or of a table in the
     * order of no column that is read, are one part.
     */
    private Rows whole(ResolvedStream stream, StreamQuery query, Cancellation cancellation) {
        return stream.divided()
                .map(by -> new Rows(query.all(), templates.parts(query, by, cancellation)))
                .orElseGet(() -> wholeTable(stream, query, cancellation));
    }

    private Rows wholeTable(ResolvedStream stream, StreamQuery query, Cancellation cancellation) {
        return stream.table()
                .flatMap(table -> Divided.of(query, table)
                        .filter(divided -> isFit(stream, divided.key()))
                        .map(divided -> divided.secondOnlyIf(second -> isFit(stream, second)))
                        .map(divided -> partitions.plan(divided, parts(stream, table), cancellation)))
                .map(parts -> new Rows(query.all(), parts))
                .orElseGet(() -> Rows.of(query.all()));
    }

    private static boolean isFit(ResolvedStream stream, KeyColumn key) {
        return isRead(stream, key.name()) && key.isExact();
    }

    private static boolean isRead(ResolvedStream stream, String column) {
        return stream.schema().flatMap(schema -> schema.find(column)).isPresent();
    }

    private static int parts(ResolvedStream stream, SourceTable table) {
        return stream.partitions().orElseGet(() -> PartSize.DEFAULT.parts(table.rows(), table.bytes()));
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
