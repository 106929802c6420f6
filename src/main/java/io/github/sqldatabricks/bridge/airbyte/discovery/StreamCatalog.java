package io.github.sqldatabricks.bridge.airbyte.discovery;

import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.configuration.TableSelection;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.AirbyteStream.SyncMode;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.protocol.MessageSink;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position.PositionType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** The selected tables and views as streams. Nothing is made up: a table that can't be described is no stream. */
public final class StreamCatalog {

    private static final List<SyncMode> BOTH = List.of(SyncMode.FULL_REFRESH, SyncMode.INCREMENTAL);

    /** What happens to one table of many: it was dropped meanwhile, or was never read so that its columns are not known. */
    private static final Set<ErrorCode> LEFT_OUT =
            Set.of(ErrorCode.DATABRICKS_NOT_FOUND, ErrorCode.TABLE_WITHOUT_COLUMNS);

    /** So many described tables are worth a line of the log. */
    private static final int TOLD = 200;

    private final WorkspaceTables workspace;
    private final TableSelection selection;
    private final ReadOptions reading;
    private final MessageSink sink;

    /** @param sink hears which tables were left out and why */
    public StreamCatalog(WorkspaceTables workspace, TableSelection selection, ReadOptions reading, MessageSink sink) {
        this.workspace = workspace;
        this.selection = selection;
        this.reading = reading;
        this.sink = sink;
    }

    /**
     * Describes all selected tables; needs no warehouse.
     *
     * @return sorted by schema and name; at least one
     * @throws BridgeException when there is none, a table that is named is not there, or one can't be described
     */
    public List<AirbyteStream> discover() {
        List<UnityTable> tables = SelectedTables.of(workspace, selection);
        sink.log(LogLevel.INFO, "Describing " + tables.size() + " tables and views.");
        AtomicInteger done = new AtomicInteger();
        List<AirbyteStream> streams =
                SelectedTables.askAll(tables, this::describe, () -> tell(done.incrementAndGet(), tables)).stream()
                        .flatMap(Optional::stream)
                        .map(this::stream)
                        .toList();
        if (streams.isEmpty()) {
            throw new BridgeException.NotFound(
                    ErrorCode.NO_TABLES, "None of the selected tables can be described; see the log.");
        }
        return streams;
    }

    private void tell(int done, List<UnityTable> tables) {
        if (done % TOLD == 0 && done < tables.size()) {
            sink.log(LogLevel.INFO, "Described " + done + " of " + tables.size() + " tables and views.");
        }
    }

    private Optional<TableDescription> describe(UnityTable table) {
        try {
            return Optional.of(workspace.describe(table));
        } catch (BridgeException.RemotePermanent e) {
            if (!selection.names().isEmpty() || !LEFT_OUT.contains(e.error())) {
                throw e;
            }
            sink.log(LogLevel.WARN, table + " is left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    private AirbyteStream stream(TableDescription table) {
        StreamDescriptor name =
                new StreamDescriptor(table.table().schema(), table.table().name());
        boolean resumable = !Position.keyOrder(table).isEmpty();
        if (reading.replication() == ReadOptions.Replication.CHANGE_DATA_FEED && table.changeDataFeed()) {
            // By this field a destination that keeps one row of each key finds the latest.
            List<String> cursor = List.of(JsonSchemas.COMMIT);
            return new AirbyteStream(
                    name, JsonSchemas.changeRecord(table), BOTH, true, cursor, table.primaryKey(), resumable);
        }
        List<String> cursor =
                proposedCursor(table, reading).map(TableColumn::name).stream().toList();
        return new AirbyteStream(
                name,
                JsonSchemas.record(table),
                // PyAirbyte reads incrementally whatever is offered so, and can't without a cursor.
                cursor.isEmpty() ? List.of(SyncMode.FULL_REFRESH) : BOTH,
                false,
                cursor,
                table.primaryKey(),
                resumable);
    }

    /** The first of the configured columns that the table has, and that can be a cursor; without one nothing is guessed. */
    public static Optional<TableColumn> proposedCursor(TableDescription table, ReadOptions reading) {
        return reading.cursorFields().stream()
                .map(table::column)
                .flatMap(Optional::stream)
                .filter(column -> PositionType.of(column.type()).isPresent())
                .findFirst();
    }
}
