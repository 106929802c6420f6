package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.protocol.AirbyteMessage.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.read.CursorStart.CursorTime;
import io.github.sqldatabricks.bridge.airbyte.read.PositionTracker.Fingerprints;
import io.github.sqldatabricks.bridge.airbyte.read.PositionTracker.FutureRows;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery;
import io.github.sqldatabricks.bridge.airbyte.source.TableQuery.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.WorkspaceTables.TableDescription.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Cursor;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position.PositionType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what is new by a column whose values grow. */
final class CursorReading implements StreamRead.Strategy {

    private final TableReader reader;
    private final StreamPlan plan;
    private final StreamOutput output;
    private final TableColumn column;
    private final List<TableColumn> order;
    private Optional<CursorTime> limit = Optional.empty();
    private Optional<String> bound = Optional.empty();
    private FutureRows ahead = new FutureRows(List.of());

    /** @throws io.github.sqldatabricks.bridge.model.BridgeException.InvalidRequest when the cursor is missing or can't be one */
    CursorReading(TableReader reader, StreamPlan plan, StreamOutput output) {
        this.reader = reader;
        this.plan = plan;
        this.output = output;
        this.column = plan.cursor();
        this.order = List.of(column);
    }

    @Override
    public void read(Optional<StreamState> state) {
        limit = limit();
        Cursor begin = new CursorStart(column, plan.options().lookback(), output).from(state, limit);
        limit = limit.map(found -> begin.position()
                .map(position -> found.orLater(position.values().get(0).text()))
                .orElse(found));
        ahead = new FutureRows(begin.ahead());
        // Taken before anything is read, so that rows that come during the sync are the next one's.
        Optional<String> greatest = greatest(begin.position(), List.of());
        boolean someAhead =
                limit.isPresent() && greatest.filter(limit.get()::isBefore).isPresent();
        bound = begin.upperBound().or(() -> someAhead ? greatest(begin.position(), notAhead()) : greatest);
        OptionalLong nulls = nullRecords(begin);
        Optional<Position> end = bound.isPresent() ? upTo(bound.get(), begin.position(), nulls) : begin.position();
        if (someAhead) {
            rowsAhead(end, nulls);
        }
        // What an interrupted sync wrote ahead may lie before the limit of now, and is this time behind the bound: not
        // come, not gone.
        List<String> known = begin.timeLimit().isPresent() ? ahead.written() : ahead.come();
        output.checkpoint(new Cursor(column.name(), nulls, Optional.empty(), Optional.empty(), end, known));
    }

    /** By the time of now, also in a sync that was interrupted: it may go on days later, when other rows are ahead. */
    private Optional<CursorTime> limit() {
        PositionType type = PositionType.of(column.type()).orElseThrow();
        if (!type.isTemporal()) {
            return Optional.empty();
        }
        Duration tolerance = plan.options().futureTolerance().orElseGet(() -> CursorTime.usualTolerance(type));
        return Optional.of(CursorTime.limit(type, reader.now(), tolerance));
    }

    private Optional<String> greatest(Optional<Position> from, List<Condition> more) {
        return reader.greatest(column, joined(from(from), more));
    }

    /** Records without a cursor value have no place in its order, so they come once, before the others. */
    private OptionalLong nullRecords(Cursor begin) {
        if (begin.nullRecords().isPresent()) {
            if (begin.upperBound().isEmpty()) {
                warnOfNulls(begin.nullRecords().getAsLong());
            }
            return begin.nullRecords();
        }
        long before = output.records();
        if (column.nullable()) {
            reader.read(new RowsWithoutCursor(begin), Optional.empty());
        }
        OptionalLong count = OptionalLong.of(output.records() - before);
        if (count.getAsLong() > 0) {
            output.checkpoint(underWay(count, begin.position()));
        }
        return count;
    }

    private void warnOfNulls(long known) {
        if (column.nullable()) {
            long now = reader.count(nulls());
            if (now > known) {
                output.log(
                        LogLevel.WARN,
                        (now - known) + " more rows than at the first sync have no value in the cursor column '"
                                + column.name()
                                + "'; they can't be read. Reset the stream, or choose another cursor.");
            }
        }
    }

    private Optional<Position> upTo(String last, Optional<Position> begin, OptionalLong nulls) {
        reader.estimate(between(begin, last));
        return reader.read(new RowsToBound(last, nulls), begin);
    }

    /** Rows whose time has not come are read too, or a table would miss some; but they do not move the position. */
    private void rowsAhead(Optional<Position> end, OptionalLong nulls) {
        reader.read(new RowsAhead(end, nulls), Optional.empty());
        output.log(
                LogLevel.WARN,
                ahead.rows() + " rows have a value in the cursor column '" + column.name()
                        + "' that is later than "
                        + limit.get().text()
                        + ", which is the server's time and a tolerance. They are read, but"
                        + " do not move the cursor, so that rows to come are not missed."
                        + (ahead.areTooMany()
                                ? " They are more than " + Fingerprints.MOST
                                        + ": the others are read again by each sync."
                                : "")
                        + " Correct them, choose another cursor, or raise cursor_future_tolerance if they are meant.");
    }

    /** What is told while the sync is not done. */
    private Cursor underWay(OptionalLong nulls, Optional<Position> position) {
        return new Cursor(column.name(), nulls, bound, limit.map(CursorTime::text), position, ahead.written());
    }

    private List<Condition> between(Optional<Position> from, String last) {
        return joined(from(from), List.of(compared(Condition.Operator.AT_MOST, last)));
    }

    private List<Condition> notAhead() {
        return List.of(compared(Condition.Operator.AT_MOST, limit.orElseThrow().text()));
    }

    private List<Condition> later() {
        return List.of(compared(Condition.Operator.GREATER, limit.orElseThrow().text()));
    }

    private Condition compared(Condition.Operator operator, String text) {
        return new Condition.Comparison(
                column.name(), operator, Position.Value.of(column, text).literal(column));
    }

    private static List<Condition> joined(List<Condition> some, List<Condition> more) {
        List<Condition> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private List<Condition> from(Optional<Position> position) {
        return position.map(known -> List.<Condition>of(known.from(order))).orElse(List.of());
    }

    private List<Condition> nulls() {
        return List.of(new Condition.Null(column.name(), true));
    }

    /** Rows without a cursor value, in any order. */
    private final class RowsWithoutCursor implements TableReader.Slice {

        private final Cursor begin;

        RowsWithoutCursor(Cursor begin) {
            this.begin = begin;
        }

        @Override
        public List<TableColumn> order() {
            return List.of();
        }

        @Override
        public TableQuery query(Optional<Position> from) {
            return reader.rows(nulls(), List.of(), OptionalLong.empty());
        }

        @Override
        public StreamState state(Position position) {
            return begin;
        }
    }

    /** Rows up to the bound of this sync. */
    private final class RowsToBound implements TableReader.Slice {

        private final String last;
        private final OptionalLong nulls;

        RowsToBound(String last, OptionalLong nulls) {
            this.last = last;
            this.nulls = nulls;
        }

        @Override
        public List<TableColumn> order() {
            return order;
        }

        @Override
        public TableQuery query(Optional<Position> from) {
            return reader.rows(between(from, last), order, OptionalLong.empty());
        }

        @Override
        public StreamState state(Position position) {
            return underWay(nulls, Optional.of(position));
        }

        @Override
        public boolean wroteBefore(byte[] bytes, int start, int end) {
            return ahead.reached(bytes, start, end);
        }
    }

    /** Rows behind the limit; they do not move the position from the end of the others. */
    private final class RowsAhead implements TableReader.Slice {

        private final Optional<Position> end;
        private final OptionalLong nulls;

        RowsAhead(Optional<Position> end, OptionalLong nulls) {
            this.end = end;
            this.nulls = nulls;
        }

        @Override
        public List<TableColumn> order() {
            return order;
        }

        @Override
        public TableQuery query(Optional<Position> from) {
            return reader.rows(joined(from(from), later()), order, OptionalLong.empty());
        }

        @Override
        public StreamState state(Position position) {
            return underWay(nulls, end);
        }

        @Override
        public boolean wroteBefore(byte[] bytes, int start, int last) {
            return ahead.isAhead(bytes, start, last);
        }
    }
}
