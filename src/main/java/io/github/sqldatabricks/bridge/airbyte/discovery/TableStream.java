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

/** A table or view as a stream. */
final class TableStream {

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
        boolean incremental = table.columns().stream().anyMatch(TableStream::canBeCursor);
        return new AirbyteStream(
                name,
                JsonSchemas.record(table),
                incremental ? BOTH : List.of(SyncMode.FULL_REFRESH),
                false,
                proposed(table, reading),
                table.primaryKey(),
                resumable);
    }

    /** The configured column, as the table spells it; without one nothing is guessed. */
    private static List<String> proposed(TableDescription table, ReadOptions reading) {
        return reading
                .cursorField()
                .flatMap(table::column)
                .filter(TableStream::canBeCursor)
                .map(TableColumn::name)
                .stream()
                .toList();
    }

    private static boolean canBeCursor(TableColumn column) {
        return PositionType.of(column.type()).isPresent();
    }
}
