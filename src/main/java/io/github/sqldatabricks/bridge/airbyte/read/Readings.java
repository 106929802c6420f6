package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.configuration.ReadOptions;
import io.github.sqldatabricks.bridge.airbyte.discovery.TableStream;
import io.github.sqldatabricks.bridge.airbyte.protocol.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.protocol.SyncMode;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.state.PositionType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.List;
import java.util.Optional;

/** Chooses how a stream is read. */
final class Readings {

    private Readings() {}

    /** @throws BridgeException.InvalidRequest when the cursor is missing or can't be one */
    static Reading of(StreamTools tools) {
        StreamPlan plan = tools.plan();
        if (plan.configured().syncMode() == SyncMode.FULL_REFRESH) {
            return new FullRefreshReading(tools);
        }
        if (!plan.configured().incrementalOffered()
                && plan.configured().cursorField().isEmpty()) {
            tools.output().log(LogLevel.INFO, "is read in full, because no cursor is known for it.");
            return new FullRefreshReading(tools);
        }
        if (plan.options().replication() == ReadOptions.Replication.CHANGE_DATA_FEED
                && plan.table().changeDataFeed()) {
            return new ChangeFeedReading(tools);
        }
        return new CursorReading(tools, cursor(plan));
    }

    private static TableColumn cursor(StreamPlan plan) {
        List<String> path = plan.configured().cursorField();
        String name = String.join(".", path);
        Optional<TableColumn> chosen = path.isEmpty()
                ? TableStream.cursor(plan.table(), plan.options())
                : plan.table().column(name);
        TableColumn column = chosen.orElseThrow(() -> new BridgeException.InvalidRequest(
                ErrorCode.CURSOR_MISSING,
                "Expected a cursor column for the incremental stream '" + plan.stream() + "', but "
                        + (path.isEmpty() ? "got none" : "the table has no column '" + name + "'")
                        + ". Choose one in the connection's stream settings, or name it in cursor_field."));
        if (PositionType.of(column.type()).isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.CURSOR_TYPE_REFUSED,
                    "Expected a cursor of whole numbers, decimals, dates, timestamps or text, but column '"
                            + column.name() + "' of stream '" + plan.stream()
                            + "' is of another type. Choose another cursor.");
        }
        return column;
    }
}
