package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.read.TableReader.RowRule;
import io.github.sqldatabricks.bridge.airbyte.record.JsonBuffer;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.FeedChanges;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.FeedSnapshot;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowSchema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads a table's rows once, and from then on the changes of each version.
 *
 * @see <a href="https://docs.databricks.com/aws/en/delta/delta-change-data-feed">Change data feed</a>
 */
final class ChangeFeedReading implements StreamRead.Strategy {

    /**
     * The fields by which Airbyte's destinations apply changes; no column of the table has them.
     *
     * @see <a href="https://docs.airbyte.com/understanding-airbyte/cdc">CDC in Airbyte</a>
     */
    static final Set<String> FIELDS = Set.of("_ab_cdc_lsn", "_ab_cdc_updated_at", "_ab_cdc_deleted_at");

    /** The column of the feed by which it is ordered. */
    private static final TableColumn COMMIT_VERSION =
            new TableColumn("_commit_version", new ColumnType.Int64(), false, Optional.empty());

    private static final String BEFORE_UPDATE = "update_preimage";
    private static final String DELETE = "delete";
    private static final int MICROS_PER_MILLI = 1000;

    private static final List<TableColumn> ORDER = List.of(COMMIT_VERSION);

    private final TableReader reader;
    private final StreamPlan plan;
    private final StreamOutput output;

    ChangeFeedReading(TableReader reader, StreamPlan plan, StreamOutput output) {
        this.reader = reader;
        this.plan = plan;
        this.output = output;
    }

    @Override
    public void read(Optional<StreamState> state) {
        long latest = reader.latestVersion();
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
            return new FeedSnapshot(
                    known.version(), known.takenAt(), FullRefreshReading.usable(reader.table(), known.position()));
        }
        state.ifPresent(other ->
                output.log(LogLevel.WARN, "its state is of another sync mode; it is read from the beginning."));
        reader.estimate(List.of());
        String now = Instant.ofEpochMilli(output.now()).toString();
        FeedSnapshot begin = new FeedSnapshot(latest, now, Optional.empty());
        output.checkpoint(begin);
        return begin;
    }

    private Position snapshot(FeedSnapshot begin) {
        reader.read(new SnapshotRows(begin), begin.position());
        Position after = before(begin.version() + 1);
        output.checkpoint(new FeedChanges(after));
        return after;
    }

    /** Reads up to the version that was the newest when the sync began. */
    private void changes(Position from, long latest) {
        if (version(from) <= latest) {
            try {
                reader.read(new Changes(from, latest), Optional.of(from));
            } catch (BridgeException.RemotePermanent failure) {
                throw explained(failure);
            }
        }
        output.checkpoint(new FeedChanges(version(from) <= latest ? before(latest + 1) : from));
    }

    private BridgeException explained(BridgeException.RemotePermanent failure) {
        if (failure.error() != ErrorCode.TABLE_VERSION_GONE) {
            return failure;
        }
        return new BridgeException.InvalidRequest(
                ErrorCode.CHANGE_FEED_GAP,
                "The change data feed of " + reader.table().table()
                        + " does not reach back to the last sync any more (VACUUM or the table's retention removed it, or the"
                        + " feed was off for a while). Reset the stream, and sync more often than the retention.",
                failure);
    }

    /** The place before all changes of a version. */
    private static Position before(long version) {
        return new Position(List.of(Position.Value.of(COMMIT_VERSION, Long.toString(version))), Optional.of(List.of()));
    }

    private static long version(Position position) {
        return Long.parseLong(position.values().get(0).text());
    }

    private static void write(JsonBuffer out, long version, long micros, boolean deleted) {
        out.raw(",\"_ab_cdc_lsn\":");
        out.number(version);
        out.raw(",\"_ab_cdc_updated_at\":");
        out.instant(micros);
        out.raw(",\"_ab_cdc_deleted_at\":");
        if (deleted) {
            out.instant(micros);
        } else {
            out.nothing();
        }
    }

    private static long number(RowBatch batch, int column, int row) {
        return ((ColumnVector.Longs) batch.vector(column)).get(row);
    }

    private static String text(RowBatch batch, int column, int row) {
        return (String) ((ColumnVector.Objects) batch.vector(column)).get(row);
    }

    /** The rows of one version, which was found at a time. */
    private final class SnapshotRows extends FullRefreshReading.Snapshot {

        private final FeedSnapshot begin;

        SnapshotRows(FeedSnapshot begin) {
            super(reader, OptionalLong.of(begin.version()));
            this.begin = begin;
        }

        @Override
        public StreamState state(Position position) {
            return new FeedSnapshot(begin.version(), begin.takenAt(), Optional.of(position));
        }

        @Override
        public RowRule rows(RowSchema schema) {
            JsonBuffer fields = new JsonBuffer(128);
            long micros = Instant.parse(begin.takenAt()).toEpochMilli() * MICROS_PER_MILLI;
            write(fields, begin.version(), micros, false);
            byte[] same = fields.toBytes();
            return (out, batch, row) -> out.raw(same);
        }
    }

    /** The rows of the feed from a version to the latest. */
    private final class Changes implements TableReader.Slice {

        private final Position begin;
        private final long latest;

        Changes(Position begin, long latest) {
            this.begin = begin;
            this.latest = latest;
        }

        @Override
        public List<TableColumn> order() {
            return ORDER;
        }

        @Override
        public TableQuery query(Optional<Position> from) {
            return new TableQuery.Changes(
                    reader.table(), plan.selected(), plan.filters(), version(from.orElse(begin)), latest);
        }

        @Override
        public StreamState state(Position position) {
            return new FeedChanges(position);
        }

        @Override
        public RowRule rows(RowSchema schema) {
            return new ChangedRows(
                    schema.indexOf("_change_type"),
                    schema.indexOf(COMMIT_VERSION.name()),
                    schema.indexOf("_commit_timestamp"));
        }
    }

    /**
     * Rows of the feed as records; what a row was before an update is left out.
     *
     * @param type where the kind of change is in the rows
     * @param version where the version is
     * @param time where the time of the commit is
     */
    private record ChangedRows(int type, int version, int time) implements RowRule {

        @Override
        public boolean isRecord(RowBatch batch, int row) {
            return !text(batch, type, row).equals(BEFORE_UPDATE);
        }

        @Override
        public void write(JsonBuffer out, RowBatch batch, int row) {
            boolean deleted = text(batch, type, row).equals(DELETE);
            ChangeFeedReading.write(out, number(batch, version, row), number(batch, time, row), deleted);
        }
    }
}
