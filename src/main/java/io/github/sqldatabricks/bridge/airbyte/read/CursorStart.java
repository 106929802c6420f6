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

/** Where an incremental read begins. */
final class CursorStart {

    private CursorStart() {}

    /**
     * Goes on from a state of the same cursor column; with another one, or none, at the beginning.
     *
     * @param limit the latest value that moves a cursor of time
     * @throws BridgeException.InvalidRequest when the column's type has changed so that the state's value means nothing any more
     */
    static Cursor of(StreamTools tools, TableColumn column, Optional<StreamState> state, Optional<TimeLimit> limit) {
        Cursor beginning = Cursor.beginning(column.name());
        if (state.isEmpty()) {
            return beginning;
        }
        StreamState earlier = state.get() instanceof StreamState.Foreign foreign
                ? ForeignCursor.understood(tools, column, foreign)
                : state.get();
        if (!(earlier instanceof Cursor known) || !known.cursorField().equalsIgnoreCase(column.name())) {
            tools.output()
                    .log(
                            LogLevel.WARN,
                            "its state is of another sync mode or cursor than '" + column.name()
                                    + "'; it is read from the beginning.");
            return beginning;
        }
        known.position().ifPresent(position -> requireSameType(column, position));
        Cursor begin = limit.map(found -> recovered(tools, known, found)).orElse(known);
        // A sync that was interrupted has taken its window already.
        return begin.upperBound().isPresent() || begin.timeLimit().isPresent()
                ? begin
                : lookedBack(begin, column, tools.plan().options().lookback());
    }

    /** Earlier versions let a single row with a wrong time move the cursor behind all rows to come. */
    private static Cursor recovered(StreamTools tools, Cursor known, TimeLimit limit) {
        Optional<Position> behind = known.position()
                .filter(position -> limit.isLongBefore(position.values().get(0).text()));
        boolean wrongBound = known.upperBound().filter(limit::isLongBefore).isPresent();
        if (behind.isEmpty()) {
            return wrongBound ? from(known, known.position(), known.ahead()) : known;
        }
        tools.output()
                .log(
                        LogLevel.WARN,
                        "its state is at a cursor value later than " + limit.latest() + ", the server's time and a"
                                + " tolerance: a row with such a value moved it there, and rows that came since were missed."
                                + " It is read from the beginning, so rows come again. Where such values are meant, raise"
                                + " cursor_future_tolerance.");
        return from(known, Optional.empty(), behind.flatMap(Position::written).orElse(List.of()));
    }

    private static Cursor from(Cursor known, Optional<Position> position, List<String> ahead) {
        return new Cursor(
                known.cursorField(), known.nullRecords(), Optional.empty(), Optional.empty(), position, ahead);
    }

    private static void requireSameType(TableColumn column, Position position) {
        if (!position.fits(List.of(column))) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.CURSOR_TYPE_CHANGED,
                    "The state of cursor '" + column.name() + "' has a value of type "
                            + position.values().get(0).type().wire() + ", but the column is "
                            + PositionType.of(column.type())
                                    .map(PositionType::wire)
                                    .orElse("of another type")
                            + " now. Reset the stream.");
        }
    }

    private static Cursor lookedBack(Cursor known, TableColumn column, Duration window) {
        PositionType type = PositionType.of(column.type()).orElseThrow();
        if (window.isZero() || !type.isTemporal()) {
            return known;
        }
        Optional<Position> earlier = known.position().map(position -> {
            String text = LookbackWindow.before(type, position.values().get(0).text(), window);
            return new Position(List.of(Position.Value.of(column, text)), Optional.of(List.of()));
        });
        return from(known, earlier, known.ahead());
    }
}
