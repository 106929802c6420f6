package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Cursor;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position.PositionType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Where an incremental read begins. */
final class CursorStart {

    /** No place's clock is further ahead of UTC. */
    private static final Duration FURTHEST_ZONE = Duration.ofHours(14);

    private final TableColumn column;
    private final PositionType type;
    private final Duration lookback;
    private final StreamOutput output;

    /** @param column that has a {@link PositionType} */
    CursorStart(TableColumn column, Duration lookback, StreamOutput output) {
        this.column = column;
        this.type = PositionType.of(column.type()).orElseThrow();
        this.lookback = lookback;
        this.output = output;
    }

    /**
     * Goes on from a state of the same cursor column; with another one, or none, at the beginning.
     *
     * @param limit the latest value that moves a cursor of time
     * @throws BridgeException.InvalidRequest when the column's type has changed so that the state's value means nothing any more
     */
    Cursor from(Optional<StreamState> state, Optional<CursorTime> limit) {
        Cursor beginning = Cursor.beginning(column.name());
        if (state.isEmpty()) {
            return beginning;
        }
        StreamState earlier = state.get() instanceof StreamState.Foreign foreign ? understood(foreign) : state.get();
        if (!(earlier instanceof Cursor known) || !known.cursorField().equalsIgnoreCase(column.name())) {
            output.log(
                    LogLevel.WARN,
                    "its state is of another sync mode or cursor than '" + column.name()
                            + "'; it is read from the beginning.");
            return beginning;
        }
        known.position().ifPresent(this::requireSameType);
        Cursor begin = limit.map(found -> recovered(known, found)).orElse(known);
        // A sync that was interrupted has taken its window already.
        return begin.upperBound().isPresent() || begin.timeLimit().isPresent() ? begin : lookedBack(begin);
    }

    /** Earlier versions let a single row with a wrong time move the cursor behind all rows to come. */
    private Cursor recovered(Cursor known, CursorTime limit) {
        Optional<Position> behind = known.position()
                .filter(position -> limit.isLongBefore(position.values().get(0).text()));
        boolean wrongBound = known.upperBound().filter(limit::isLongBefore).isPresent();
        if (behind.isEmpty()) {
            return wrongBound ? begun(known, known.position(), known.ahead()) : known;
        }
        output.log(
                LogLevel.WARN,
                "its state is at a cursor value later than " + limit.text() + ", the server's time and a"
                        + " tolerance: a row with such a value moved it there, and rows that came since were missed."
                        + " It is read from the beginning, so rows come again. Where such values are meant, raise"
                        + " cursor_future_tolerance.");
        return begun(known, Optional.empty(), behind.flatMap(Position::written).orElse(List.of()));
    }

    private static Cursor begun(Cursor known, Optional<Position> position, List<String> ahead) {
        return new Cursor(
                known.cursorField(), known.nullRecords(), Optional.empty(), Optional.empty(), position, ahead);
    }

    private void requireSameType(Position position) {
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

    private Cursor lookedBack(Cursor known) {
        if (lookback.isZero() || !type.isTemporal()) {
            return known;
        }
        Optional<Position> earlier = known.position().map(position -> {
            String text = new CursorTime(type, position.values().get(0).text())
                    .minus(lookback)
                    .text();
            return new Position(List.of(Position.Value.of(column, text)), Optional.of(List.of()));
        });
        return begun(known, earlier, known.ahead());
    }

    /**
     * A state of another connector, as this source says it. Which records of the last value were written is not known, so those are read again, and so
     * are those without a cursor value.
     *
     * @throws BridgeException.InvalidRequest when it is of another cursor, or its value is none of the column
     */
    private Cursor understood(StreamState.Foreign state) {
        Optional<String> value =
                state.cursorField().equalsIgnoreCase(column.name()) ? value(state.value()) : Optional.empty();
        if (value.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_STREAM_STATE,
                    "Expected a state that this source wrote, or one of another connector with a value of the cursor '"
                            + column.name() + "', but got one of another connector with the cursor '"
                            + state.cursorField()
                            + "' or with a value of another type. Choose that cursor, or reset the stream (clear its data), so"
                            + " that it is read from the beginning.");
        }
        output.log(
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
    private Optional<String> value(String text) {
        String spelled = type.isTemporal() ? text.strip().replace(' ', 'T') : text;
        if (type.accepts(spelled)) {
            return Optional.of(
                    type.isTemporal()
                            ? new CursorTime(type, spelled).minus(Duration.ZERO).text()
                            : spelled);
        }
        return type == PositionType.TIMESTAMP && PositionType.TIMESTAMP_NTZ.accepts(spelled)
                ? Optional.of(
                        new CursorTime(type, spelled + "Z").minus(FURTHEST_ZONE).text())
                : Optional.empty();
    }

    /**
     * A value of a cursor of time. One of them limits a sync: it is the latest value that may move the cursor, because a row with a later
     * one, such as a mistyped 2099-01-01, would end its stream: all rows to come have smaller values.
     *
     * @param type a temporal one
     * @param text as {@link Literal#text()}
     */
    record CursorTime(PositionType type, String text) {

        /** As the warehouse writes a time without a zone. */
        private static final DateTimeFormatter WALL_CLOCK =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

        /** The types of Databricks begin here. */
        private static final LocalDateTime FIRST = LocalDateTime.of(1, 1, 1, 0, 0);

        /** The clocks of a warehouse's machines may differ, and what one let through must be no mistake for another. */
        private static final Duration CLOCKS_APART = Duration.ofHours(1);

        /** What writers' clocks may be ahead of the server's. */
        private static final Duration OF_INSTANTS = Duration.ofMinutes(5);
        /** A wall clock without a place may be of the place that is most ahead of UTC. */
        private static final Duration OF_WALL_CLOCKS = Duration.ofHours(14);

        /** The value some time after the server's, which limits a sync. */
        static CursorTime limit(PositionType type, Instant now, Duration tolerance) {
            return of(type, LocalDateTime.ofInstant(now.plus(tolerance), ZoneOffset.UTC));
        }

        private static CursorTime of(PositionType type, LocalDateTime moment) {
            return new CursorTime(
                    type,
                    switch (type) {
                        case DATE -> moment.toLocalDate().toString();
                        case TIMESTAMP -> moment.format(WALL_CLOCK) + "Z";
                        case TIMESTAMP_NTZ -> moment.format(WALL_CLOCK);
                        case INTEGER, DECIMAL, STRING -> throw new IllegalArgumentException("no time: " + type);
                    });
        }

        /**
         * The tolerance where the user says none. A date has none: one that is too late for the server is read again rather than that
         * one is lost.
         */
        static Duration usualTolerance(PositionType type) {
            return switch (type) {
                case TIMESTAMP -> OF_INSTANTS;
                case TIMESTAMP_NTZ -> OF_WALL_CLOCKS;
                case DATE, INTEGER, DECIMAL, STRING -> Duration.ZERO;
            };
        }

        /** Whether another value is later than this one. */
        boolean isBefore(String other) {
            return moment(other).isAfter(moment(text));
        }

        /** Whether another value is so much later that no difference of clocks explains it. */
        boolean isLongBefore(String other) {
            Duration apart = type == PositionType.DATE ? Duration.ofDays(1) : CLOCKS_APART;
            return moment(other).isAfter(moment(text).plus(apart));
        }

        /** The later one of this and another value. */
        CursorTime orLater(String other) {
            return isBefore(other) ? new CursorTime(type, other) : this;
        }

        /**
         * The value a window earlier; never before year 1.
         *
         * @param window not negative; with none, the value as {@link Literal} spells it; for dates, a part of a day counts as one
         */
        CursorTime minus(Duration window) {
            Duration whole = type == PositionType.DATE
                    ? Duration.ofDays(window.plusDays(1).minusNanos(1).toDays())
                    : window;
            LocalDateTime earlier = moment(text).minus(whole);
            return of(type, earlier.isBefore(FIRST) ? FIRST : earlier);
        }

        private LocalDateTime moment(String value) {
            return switch (type) {
                case DATE -> LocalDate.parse(value).atStartOfDay();
                case TIMESTAMP ->
                    OffsetDateTime.parse(value)
                            .withOffsetSameInstant(ZoneOffset.UTC)
                            .toLocalDateTime();
                case TIMESTAMP_NTZ -> LocalDateTime.parse(value);
                case INTEGER, DECIMAL, STRING -> throw new IllegalArgumentException("no time: " + type);
            };
        }
    }
}
