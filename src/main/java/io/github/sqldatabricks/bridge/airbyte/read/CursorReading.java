package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.protocol.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.source.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.state.Position;
import io.github.sqldatabricks.bridge.airbyte.state.PositionType;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what is new by a column whose values grow. */
final class CursorReading implements Reading {

    private final StreamTools tools;
    private final TableColumn column;
    private final List<TableColumn> order;
    private Optional<TimeLimit> limit = Optional.empty();
    private Optional<String> bound = Optional.empty();
    private RowsAhead ahead = new RowsAhead(List.of());

    CursorReading(StreamTools tools, TableColumn column) {
        this.tools = tools;
        this.column = column;
        this.order = List.of(column);
    }

    @Override
    public void read(Optional<StreamState> state) {
        limit = limit();
        Cursor begin = CursorStart.of(tools, column, state, limit);
        limit = limit.map(found -> begin.position()
                .map(position -> found.orLater(position.values().get(0).text()))
                .orElse(found));
        ahead = new RowsAhead(begin.ahead());
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
        tools.output().checkpoint(new Cursor(column.name(), nulls, Optional.empty(), Optional.empty(), end, known));
    }

    /** By the time of now, also in a sync that was interrupted: it may go on days later, when other rows are ahead. */
    private Optional<TimeLimit> limit() {
        PositionType type = PositionType.of(column.type()).orElseThrow();
        if (!type.isTemporal()) {
            return Optional.empty();
        }
        Duration tolerance = tools.plan().options().futureTolerance().orElseGet(() -> TimeLimit.usualTolerance(type));
        return Optional.of(
                TimeLimit.after(type, tools.retries().call(() -> tools.tables().now()), tolerance));
    }

    private Optional<String> greatest(Optional<Position> from, List<Condition> more) {
        List<Condition> all = tools.conditions(joined(from(from), more));
        return tools.retries()
                .call(() -> tools.tables().greatest(tools.table(), column, all))
                .map(Literal::text);
    }

    /** Records without a cursor value have no place in its order, so they come once, before the others. */
    private OptionalLong nullRecords(Cursor begin) {
        if (begin.nullRecords().isPresent()) {
            if (begin.upperBound().isEmpty()) {
                warnOfNulls(begin.nullRecords().getAsLong());
            }
            return begin.nullRecords();
        }
        long before = tools.output().records();
        if (column.nullable()) {
            Part part = new Part(
                    List.of(),
                    from -> tools.rows(nulls(), List.of(), OptionalLong.empty()),
                    position -> begin,
                    schema -> Part.RowRule.PLAIN);
            tools.parts().read(part, Optional.empty());
        }
        OptionalLong count = OptionalLong.of(tools.output().records() - before);
        if (count.getAsLong() > 0) {
            tools.output().checkpoint(underWay(count, begin.position()));
        }
        return count;
    }

    private void warnOfNulls(long known) {
        if (column.nullable()) {
            long now = tools.retries().call(() -> tools.tables().count(tools.table(), tools.conditions(nulls())));
            if (now > known) {
                tools.output()
                        .log(
                                LogLevel.WARN,
                                (now - known) + " more rows than at the first sync have no value in the cursor column '"
                                        + column.name()
                                        + "'; they can't be read. Reset the stream, or choose another cursor.");
            }
        }
    }

    private Optional<Position> upTo(String last, Optional<Position> begin, OptionalLong nulls) {
        tools.estimate(between(begin, last));
        Part part = new Part(
                order,
                from -> tools.rows(between(from, last), order, OptionalLong.empty()),
                position -> underWay(nulls, Optional.of(position)),
                schema -> Part.RowRule.PLAIN,
                ahead::reached);
        return tools.parts().read(part, begin);
    }

    /** Rows whose time has not come are read too, or a table would miss some; but they do not move the position. */
    private void rowsAhead(Optional<Position> end, OptionalLong nulls) {
        List<Condition> later =
                List.of(compared(Condition.Operator.GREATER, limit.orElseThrow().latest()));
        Part part = new Part(
                order,
                from -> tools.rows(joined(from(from), later), order, OptionalLong.empty()),
                position -> underWay(nulls, end),
                schema -> Part.RowRule.PLAIN,
                ahead::isAhead);
        tools.parts().read(part, Optional.empty());
        tools.output()
                .log(
                        LogLevel.WARN,
                        ahead.rows() + " rows have a value in the cursor column '" + column.name()
                                + "' that is later than "
                                + limit.get().latest()
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
        return new Cursor(column.name(), nulls, bound, limit.map(TimeLimit::latest), position, ahead.written());
    }

    private List<Condition> between(Optional<Position> from, String last) {
        return joined(from(from), List.of(compared(Condition.Operator.AT_MOST, last)));
    }

    private List<Condition> notAhead() {
        return List.of(compared(Condition.Operator.AT_MOST, limit.orElseThrow().latest()));
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
}
