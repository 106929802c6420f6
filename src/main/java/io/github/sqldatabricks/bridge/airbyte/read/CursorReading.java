package io.github.sqldatabricks.bridge.airbyte.read;

import io.github.sqldatabricks.bridge.airbyte.protocol.LogLevel;
import io.github.sqldatabricks.bridge.airbyte.source.Condition;
import io.github.sqldatabricks.bridge.airbyte.source.Literal;
import io.github.sqldatabricks.bridge.airbyte.source.TableColumn;
import io.github.sqldatabricks.bridge.airbyte.state.Position;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what is new by a column whose values grow. */
final class CursorReading implements Reading {

    private final StreamTools tools;
    private final TableColumn column;
    private final List<TableColumn> order;

    CursorReading(StreamTools tools, TableColumn column) {
        this.tools = tools;
        this.column = column;
        this.order = List.of(column);
    }

    @Override
    public void read(Optional<StreamState> state) {
        Cursor begin = CursorStart.of(tools, column, state);
        // Taken before anything is read, so that rows that come during the sync are the next one's.
        Optional<String> bound = begin.upperBound().or(() -> greatest(begin.position()));
        Cursor withNulls = nullRecords(begin, bound);
        Optional<Position> end = bound.isPresent() ? upTo(bound.get(), withNulls) : withNulls.position();
        tools.output().checkpoint(new Cursor(column.name(), withNulls.nullRecords(), Optional.empty(), end));
    }

    private Optional<String> greatest(Optional<Position> from) {
        List<Condition> conditions = tools.conditions(from(from));
        return tools.retries()
                .call(() -> tools.tables().greatest(tools.table(), column, conditions))
                .map(Literal::text);
    }

    /** Records without a cursor value have no place in its order, so they come once, before the others. */
    private Cursor nullRecords(Cursor begin, Optional<String> bound) {
        if (begin.nullRecords().isPresent()) {
            if (begin.upperBound().isEmpty()) {
                warnOfNulls(begin.nullRecords().getAsLong());
            }
            return begin;
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
        Cursor read = new Cursor(column.name(), count, bound, begin.position());
        if (count.getAsLong() > 0) {
            tools.output().checkpoint(read);
        }
        return read;
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

    private Optional<Position> upTo(String bound, Cursor begin) {
        tools.estimate(between(begin.position(), bound));
        Part part = new Part(
                order,
                from -> tools.rows(between(from, bound), order, OptionalLong.empty()),
                position -> new Cursor(column.name(), begin.nullRecords(), Optional.of(bound), Optional.of(position)),
                schema -> Part.RowRule.PLAIN);
        return tools.parts().read(part, begin.position());
    }

    private List<Condition> between(Optional<Position> from, String bound) {
        List<Condition> conditions = new ArrayList<>(from(from));
        Literal literal = Position.Value.of(column, bound).literal(column);
        conditions.add(new Condition.Comparison(column.name(), Condition.Operator.AT_MOST, literal));
        return conditions;
    }

    private List<Condition> from(Optional<Position> position) {
        return position.map(known -> List.<Condition>of(known.from(order))).orElse(List.of());
    }

    private List<Condition> nulls() {
        return List.of(new Condition.Null(column.name(), true));
    }
}
