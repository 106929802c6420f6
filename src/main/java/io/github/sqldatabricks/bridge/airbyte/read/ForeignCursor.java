package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.protocol.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.state.Position;
import io.github.sqldatabricks.bridge.airbyte.state.PositionType;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Cursor;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Goes on where another connector stopped. */
final class ForeignCursor {

    /** No place's clock is further ahead of UTC. */
    private static final Duration FURTHEST_ZONE = Duration.ofHours(14);

    private ForeignCursor() {}

    /**
     * The state as this source says it. Which records of the last value were written is not known, so those are read again, and so
     * are those without a cursor value.
     *
     * @throws BridgeException.InvalidRequest when it is of another cursor, or its value is none of the column
     */
    static Cursor understood(StreamTools tools, TableColumn column, StreamState.Foreign state) {
        Optional<String> value = state.cursorField().equalsIgnoreCase(column.name())
                ? value(PositionType.of(column.type()).orElseThrow(), state.value())
                : Optional.empty();
        if (value.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_STREAM_STATE,
                    "Expected a state that this source wrote, or one of another connector with a value of the cursor '"
                            + column.name() + "', but got one of another connector with the cursor '"
                            + state.cursorField()
                            + "' or with a value of another type. Choose that cursor, or reset the stream (clear its data), so"
                            + " that it is read from the beginning.");
        }
        tools.output()
                .log(
                        LogLevel.INFO,
                        "goes on from a state that another connector wrote; records at exactly its cursor value come again.");
        Position position = new Position(List.of(Position.Value.of(column, value.get())), Optional.empty());
        return new Cursor(
                column.name(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(position),
                List.of());
    }

    /** A moment without a zone can be of any: the earliest one loses nothing. */
    private static Optional<String> value(PositionType type, String text) {
        String spelled = type.isTemporal() ? text.strip().replace(' ', 'T') : text;
        if (type.accepts(spelled)) {
            return Optional.of(type.isTemporal() ? LookbackWindow.before(type, spelled, Duration.ZERO) : spelled);
        }
        return type == PositionType.TIMESTAMP && PositionType.TIMESTAMP_NTZ.accepts(spelled)
                ? Optional.of(LookbackWindow.before(PositionType.TIMESTAMP, spelled + "Z", FURTHEST_ZONE))
                : Optional.empty();
    }
}
