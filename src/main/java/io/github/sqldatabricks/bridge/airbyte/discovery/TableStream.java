package io.github.sqldatabricks.bridge.airbyte.discovery;

import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteStream;
import io.github.sqldatabricks.bridge.airbyte.protocol.StreamDescriptor;
import io.github.sqldatabricks.bridge.airbyte.protocol.SyncMode;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.source.TableDescription;
import io.github.sqldatabricks.bridge.airbyte.state.PositionType;
import io.github.sqldatabricks.bridge.airbyte.state.ReadOrder;
import java.util.List;
import java.util.Optional;

/** A table or view as a stream. */
public final class TableStream {

    private static final List<SyncMode> BOTH = List.of(SyncMode.FULL_REFRESH, SyncMode.INCREMENTAL);

    private TableStream() {}

    static AirbyteStream of(TableDescription table, ReadOptions reading) {
        StreamDescriptor name =
                new StreamDescriptor(table.table().schema(), table.table().name());
        boolean resumable = !ReadOrder.ofKey(table).isEmpty();
        if (reading.replication() == ReadOptions.Replication.CHANGE_DATA_FEED && table.changeDataFeed()) {
            // By this field a destination that keeps one row of each key finds the latest.
            List<String> cursor = List.of(JsonSchemas.COMMIT);
            return new AirbyteStream(
                    name, JsonSchemas.changeRecord(table), BOTH, true, cursor, table.primaryKey(), resumable);
        }
        List<String> cursor =
                cursor(table, reading).map(TableColumn::name).stream().toList();
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
    public static Optional<TableColumn> cursor(TableDescription table, ReadOptions reading) {
        return reading.cursorFields().stream()
                .map(table::column)
                .flatMap(Optional::stream)
                .filter(column -> PositionType.of(column.type()).isPresent())
                .findFirst();
    }
}
